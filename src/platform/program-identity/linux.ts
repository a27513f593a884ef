import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Evidence } from '#policy/evidence.ts';
import { evidenceOf, executableEvidence } from '#platform/installed-apps/linux-evidence.ts';
import { DpkgOwners } from './linux-dpkg-owner.ts';
import { Launchers } from './linux-launchers.ts';
import { PacmanOwners } from './linux-pacman-owner.ts';
import { openFile, Places, type Place } from './linux-place.ts';
import { RpmOwners } from './linux-rpm-owner.ts';
import {
  appImageEvidence,
  currentDeployment,
  flatpakClaimedBy,
  flatpakFolderIn,
  isAppImageMount,
  packageFolderOf,
  type PackageFolder,
} from './linux-sandbox.ts';
import type { ScanResult } from './marker-scan.ts';
import { MarkerScanner } from './marker-scanner.ts';
import type {
  BinaryMarkers,
  FileStamp,
  ProgramFile,
  ProgramIdentifier,
  ProgramIdentity,
  ScanFault,
  ThoroughIdentity,
} from './port.ts';
import { UnstampedLooks } from './unstamped-looks.ts';
import { procText } from './proc-text.ts';
import { identityFrom, nothingVouched, together, type Vouched } from './vouched-evidence.ts';

export type ProgramIdentifierOptions = {
  /** Folder that stands for `/` (package databases, launchers, programs without a pid); for tests. */
  readonly root?: string;
  /** Longest that `thorough` takes, in ms. */
  readonly deadlineMs?: number;
};

type Scanned = {
  readonly markers: readonly string[] | undefined;
  readonly folders: readonly string[];
  readonly flatpak: Vouched;
  readonly print: string | undefined;
  readonly at: number;
};
/** A file as it was when the question about it was asked. */
type Seen = { readonly file: ProgramFile; readonly stamp: FileStamp | undefined; readonly place: Place };

/** Package databases and launchers are asked for changes no more often than this. */
const refreshMs = 2000;
const smallestProgram = 4096n;
const cacheLimit = 4096;
/** A program makes its data folder when it first runs: an answer about folders does not stand for ever. */
const foldersStandMs = 60_000;

/** Evidence for Linux programs. Begins at once to read the package index, in slices. */
export function createProgramIdentifier(options: ProgramIdentifierOptions = {}): ProgramIdentifier {
  return new LinuxProgramIdentifier(options);
}

class LinuxProgramIdentifier implements ProgramIdentifier {
  readonly #root: string;
  readonly #deadlineMs: number;
  readonly #dpkg: DpkgOwners;
  readonly #rpm: RpmOwners;
  readonly #pacman: PacmanOwners;
  readonly #launchers: Launchers;
  readonly #scanner = new MarkerScanner();
  readonly #places: Places;
  readonly #known = new Map<string, Vouched>();
  readonly #scanned = new Map<string, Scanned>();
  readonly #looking = new Map<string, Promise<boolean>>();
  readonly #unstamped = new UnstampedLooks(this.#scanner);
  #markers: readonly string[] = [];
  #atLeastBytes: ReadonlyMap<string, number> = new Map();
  #dataFolders: readonly string[] = [];
  #refreshedAt = -Infinity;
  #databases = '';
  #indexed = false;
  #scans = 0;

  constructor(options: ProgramIdentifierOptions) {
    this.#root = options.root === undefined || options.root === '/' ? '' : options.root;
    this.#deadlineMs = options.deadlineMs ?? 1000;
    this.#dpkg = new DpkgOwners(this.#root);
    this.#rpm = new RpmOwners(this.#root);
    this.#pacman = new PacmanOwners(this.#root);
    this.#launchers = new Launchers(this.#root);
    this.#places = new Places(this.#root);
    this.#refresh();
  }

  quick(file: ProgramFile): ProgramIdentity {
    this.#refresh();
    return this.#identityOf(this.#see(file));
  }

  async thorough(file: ProgramFile, which?: 'owned-too'): Promise<ThoroughIdentity> {
    this.#refresh();
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, this.#deadlineMs, undefined);
    });
    const look = this.#look(file, which);
    const inTime = await Promise.race([deadline, look]);
    clearTimeout(timer);
    if (inTime !== undefined) return inTime;
    return { ...this.#identityOf(this.#see(file)), complete: false, later: look };
  }

  onFault(listener: (fault: ScanFault) => void): void {
    this.#scanner.onFault(listener);
  }

  async lookAnew(): Promise<void> {
    this.#refreshedAt = -Infinity;
    this.#refresh();
    if (!this.#indexed) await this.#readIndex();
  }

  programsOf({ kind, value }: Evidence): readonly string[] {
    if (kind === 'deb-package') return this.#dpkg.programsOf(value);
    if (kind === 'pacman-package') return this.#pacman.programsOf(value);
    return kind === 'rpm-package' ? this.#rpm.programsOf(value) : [];
  }

  programsMeaning(means: (evidence: Evidence) => boolean): readonly string[] | undefined {
    if (!this.#indexed) return undefined;
    const rpm = this.#rpm.filesOfThose((value) => means({ kind: 'rpm-package', value }));
    if (rpm === undefined) return undefined;
    return [
      ...this.#dpkg.programsOfThose((value) => means({ kind: 'deb-package', value })),
      ...this.#pacman.programsOfThose((value) => means({ kind: 'pacman-package', value })),
      ...this.#launchers.programsOfThose((value) => means({ kind: 'desktop-id', value })),
      ...rpm,
    ];
  }

  setMarkers({ atLeastBytes, markers }: BinaryMarkers): void {
    this.#atLeastBytes = atLeastBytes ?? new Map();
    this.#markers = markers.filter((marker) => marker.length >= 4 && marker.length <= 512).slice(0, 1024);
    this.#scanned.clear();
  }

  setDataFolders(names: readonly string[]): void {
    this.#dataFolders = names
      .filter((name) => name !== '' && !/^[~/]/.test(name) && !name.split('/').includes('..'))
      .slice(0, 256);
    this.#scanned.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#dpkg.settled();
    await this.#scanner[Symbol.asyncDispose]();
  }

  /** Takes in changes of package databases and launchers; what was cached from them is forgotten. */
  #refresh(): void {
    const now = performance.now();
    if (now - this.#refreshedAt < refreshMs) return;
    this.#refreshedAt = now;
    this.#places.refresh();
    const dpkg = this.#dpkg.stamp();
    this.#indexed = this.#dpkg.ready(dpkg);
    const databases = `${dpkg} ${this.#indexed} ${this.#rpm.stamp()} ${this.#pacman.stamp()}`;
    const launchers = this.#launchers.refresh();
    if (databases === this.#databases && !launchers) return;
    this.#databases = databases;
    this.#known.clear();
  }

  #see(file: ProgramFile): Seen {
    const stamp = this.#places.stampOf(file);
    // What was known lay here under this very stamp, which a change of its name would have changed.
    const place = this.#known.has(keyOf(file, stamp)) ? 'here' : this.#places.placeOf(file, stamp);
    return { file, stamp, place };
  }

  #identityOf(seen: Seen, looked?: Scanned): ProgramIdentity {
    const { file, stamp, place } = seen;
    const first = place === 'here' ? this.#lyingHere(file, stamp) : this.#elsewhere(seen);
    const scanned = stamp === undefined ? looked : this.#scanned.get(keyOf(file, stamp));
    const found =
      place === 'over' || (first.owned && scanned === undefined)
        ? first
        : together(first, appImageOf(file), scanned === undefined ? nothingVouched : scanEvidence(scanned));
    const identity = identityFrom(found, { stamp, foreign: place !== 'here' });
    return found === first || scanned?.print === undefined ? identity : { ...identity, print: scanned.print };
  }

  #lyingHere(file: ProgramFile, stamp: FileStamp | undefined): Vouched {
    const key = keyOf(file, stamp);
    const known = this.#known.get(key) ?? this.#identify(file);
    if (stamp !== undefined && this.#indexed) {
      if (this.#known.size >= cacheLimit) this.#known.clear();
      this.#known.set(key, known);
    }
    return known;
  }

  #identify({ path, home }: ProgramFile): Vouched {
    const keeper = this.#places.keeperOf(path);
    const packages = this.#packageEvidence(path);
    const folder = packageFolderOf(path, home);
    // An account may write launchers of its own for any program; they name only what it may also write.
    const launchers = this.#launchers.idsOf(path, keeper.file ? undefined : home);
    const evidence = [
      ...executableEvidence(path, home),
      ...packages,
      ...(folder?.evidence ?? []),
      ...launchers.flatMap((id) => evidenceOf('desktop-id', id)),
    ];
    if (!keeper.path) return { vouched: [], accountMade: evidence, owned: false };
    return { vouched: evidence, accountMade: [], owned: packages.length > 0 || folder?.of === 'machine' };
  }

  /** What is left without a path that means something: the name, and the flatpak that the file can be found in. */
  #elsewhere({ file, stamp, place }: Seen): Vouched {
    if (place === 'over') return nothingVouched;
    const [name] = executableEvidence(file.path);
    const named = { ...nothingVouched, accountMade: name === undefined ? [] : [name] };
    if (file.pid === undefined || !file.path.startsWith(sandboxApp)) return named;
    const id = flatpakClaimedBy(procText(`/proc/${file.pid}/cgroup`));
    const folder = id === undefined ? undefined : this.#realPath(currentDeployment(id));
    return folder === undefined ? named : together(named, this.#flatpakBehind(file, stamp, folder));
  }

  /** Evidence that a sandbox's `/app` is an installed flatpak, if the very file that runs lies in it. */
  #flatpakBehind({ path, home }: ProgramFile, stamp: FileStamp | undefined, folder: string): Vouched {
    const full = `${folder}/${path.slice(sandboxApp.length)}`;
    const found: PackageFolder | undefined = packageFolderOf(full, home);
    if (found === undefined || stamp === undefined || !path.startsWith(sandboxApp)) return nothingVouched;
    if (!this.#places.liesAt(full, stamp)) return nothingVouched;
    if (found.of === 'account') return { ...nothingVouched, accountMade: found.evidence };
    const { path: roots } = this.#places.keeperOf(full);
    return roots ? { vouched: found.evidence, accountMade: [], owned: true } : nothingVouched;
  }

  #realPath(path: string): string | undefined {
    try {
      return realpathSync.native(this.#root + path).slice(this.#root.length);
    } catch (error) {
      if (error instanceof Error && 'code' in error) return undefined;
      throw error;
    }
  }

  #packageEvidence(path: string): readonly Evidence[] {
    return [
      ...evidenceOf('deb-package', this.#dpkg.ownerOf(path)),
      ...evidenceOf('rpm-package', this.#rpm.ownerOf(path)),
      ...evidenceOf('pacman-package', this.#pacman.ownerOf(path)),
    ];
  }

  /** Waits for the package index; where packages change all the time, for one reading of it. */
  async #readIndex(): Promise<void> {
    await this.#dpkg.settled();
    this.#refreshedAt = -Infinity;
    this.#refresh();
  }

  /** Has the worker look inside and around the file. Never rejects but for a bug. */
  async #look(file: ProgramFile, which: 'owned-too' | undefined): Promise<ThoroughIdentity> {
    if (!this.#indexed) await this.#readIndex();
    const seen = this.#see(file);
    const { fd } = file;
    if (fd !== undefined && seen.stamp === undefined && seen.place !== 'over')
      return this.#lookThrough(fd, seen);
    if (which === undefined && this.#identityOf(seen).owned === true)
      return { ...this.#identityOf(seen), complete: true };
    const key = keyOf(file, seen.stamp);
    const looking = this.#looking.get(key) ?? this.#scan(seen).finally(() => this.#looking.delete(key));
    this.#looking.set(key, looking);
    const complete = await looking;
    return { ...this.#identityOf(seen), complete };
  }

  async #lookThrough(fd: number, seen: Seen): Promise<ThoroughIdentity> {
    const wanted = { markers: this.#markers, atLeastBytes: this.#atLeastBytes };
    const markers = await this.#unstamped.look({ ...seen.file, fd }, wanted);
    const looked = { markers, folders: [], flatpak: nothingVouched, print: undefined, at: 0 };
    return { ...this.#identityOf(seen, looked), complete: markers !== undefined };
  }

  /** Answers whether everything was looked at; what was found goes to the cache. */
  async #scan(seen: Seen): Promise<boolean> {
    const { file, stamp, place } = seen;
    if (place === 'over') return true;
    if (stamp === undefined) return false;
    if (stamp.size < smallestProgram) return true;
    const key = keyOf(file, stamp);
    const before = this.#scanned.get(key);
    const stands = this.#dataFolders.length === 0 ? Infinity : foldersStandMs;
    if (before?.markers !== undefined && performance.now() - before.at < stands) return true;
    const here = place === 'here';
    const markers = this.#markers;
    const dataFolders = this.#dataFolders;
    const prefix = `${this.#root}${dirname(file.path)}/`;
    const result = await this.#scanner.scan(
      {
        id: ++this.#scans,
        path: this.#pathToRead(file),
        stamp,
        markers: before?.markers === undefined ? this.#worthwhile(stamp.size) : [],
        folders: here ? dataFolders.map((name) => prefix + name) : [],
        ...(here || file.pid === undefined ? {} : { flatpakInfo: `/proc/${file.pid}/root/.flatpak-info` }),
      },
      file.home ?? '',
    );
    // Asked for something else meanwhile: what was found answers an old question.
    if (markers !== this.#markers || dataFolders !== this.#dataFolders) return this.#scan(seen);
    if (result === undefined) return false;
    if (this.#scanned.size >= cacheLimit) this.#scanned.clear();
    const found = before?.markers ?? result.markers;
    this.#scanned.set(key, {
      at: performance.now(),
      markers: found,
      folders: result.folders.map((path) => path.slice(prefix.length)),
      flatpak: this.#flatpakOf(seen, result),
      print: before?.markers === undefined ? result.print : before.print,
    });
    return found !== undefined;
  }

  #pathToRead({ fd, mapped, path, pid }: ProgramFile): string {
    if (mapped !== undefined) return mapped;
    if (fd !== undefined) return openFile(fd);
    return pid === undefined ? this.#root + path : `/proc/${pid}/exe`;
  }

  /** Markers that a file of this size can hold. */
  #worthwhile(size: bigint): readonly string[] {
    return this.#markers.filter((marker) => size >= (this.#atLeastBytes.get(marker) ?? 0));
  }

  #flatpakOf({ file, stamp }: Seen, { flatpakInfo }: ScanResult): Vouched {
    const folder = flatpakInfo === undefined ? undefined : flatpakFolderIn(flatpakInfo);
    return folder === undefined ? nothingVouched : this.#flatpakBehind(file, stamp, folder);
  }
}

/** Where a flatpak sees its own files. */
const sandboxApp = '/app/';

function keyOf(file: ProgramFile, stamp: FileStamp | undefined): string {
  if (stamp === undefined) return `${file.path}\n${file.home ?? ''}`;
  return `${stamp.dev}:${stamp.ino}:${stamp.size}:${stamp.ctimeNs}:${stamp.mtimeNs}\n${file.path}\n${file.home ?? ''}`;
}

function appImageOf({ pid, path }: ProgramFile): Vouched {
  if (pid === undefined || !isAppImageMount(path)) return nothingVouched;
  return { ...nothingVouched, accountMade: appImageEvidence(procText(`/proc/${pid}/mountinfo`), path) };
}

function scanEvidence({ markers, folders, flatpak }: Scanned): Vouched {
  const inside: Vouched = {
    vouched: (markers ?? []).flatMap((marker) => evidenceOf('binary-marker', marker)),
    accountMade: folders.flatMap((name) => evidenceOf('data-folder', name)),
    owned: false,
  };
  return together(inside, flatpak);
}
