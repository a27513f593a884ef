import { lstatSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Evidence } from '#policy/evidence.ts';
import { evidenceOf, executableEvidence } from '#platform/installed-apps/linux-evidence.ts';
import { DpkgOwners } from './linux-dpkg-owner.ts';
import { Launchers } from './linux-launchers.ts';
import { PacmanOwners } from './linux-pacman-owner.ts';
import { RpmOwners } from './linux-rpm-owner.ts';
import {
  appImageEvidence,
  cgroupEvidence,
  flatpakInfoEvidence,
  isAppImageMount,
  packagePathEvidence,
} from './linux-sandbox.ts';
import { sameFile, type ScanResult } from './marker-scan.ts';
import { MarkerScanner } from './marker-scanner.ts';
import type { BinaryMarkers, FileStamp, ProgramFile, ProgramIdentifier, ProgramIdentity } from './port.ts';

export type ProgramIdentifierOptions = {
  /** Folder that stands for `/` (package databases, launchers, programs without a pid); for tests. */
  readonly root?: string;
  /** Longest that `thorough` takes, in ms. */
  readonly deadlineMs?: number;
};

type Known = { readonly evidence: readonly Evidence[]; readonly owned: boolean };
type Scanned = { readonly result: ScanResult; readonly at: number };

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
  readonly #known = new Map<string, Known>();
  readonly #scanned = new Map<string, Scanned>();
  #markers: readonly string[] = [];
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
    this.#refresh();
  }

  quick(file: ProgramFile): ProgramIdentity {
    this.#refresh();
    const stamp = this.#stampOf(file);
    const key = keyOf(file, stamp);
    const known = this.#known.get(key) ?? this.#identify(file, stamp, key);
    const scanned = stamp === undefined ? undefined : this.#scanned.get(key);
    const evidence = [
      ...known.evidence,
      ...(known.owned || file.pid === undefined ? [] : sandboxEvidence(file.pid, file.path)),
      ...(scanned === undefined ? [] : scanEvidence(scanned.result)),
    ];
    return { ...(stamp === undefined ? {} : { stamp }), evidence: distinct(evidence) };
  }

  async thorough(file: ProgramFile): Promise<ProgramIdentity> {
    this.#refresh();
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#deadlineMs);
    });
    await Promise.race([deadline, this.#look(file)]);
    clearTimeout(timer);
    return this.quick(file);
  }

  setMarkers({ markers }: BinaryMarkers): void {
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
    const dpkg = this.#dpkg.stamp();
    this.#indexed = this.#dpkg.ready(dpkg);
    const databases = `${dpkg} ${this.#indexed} ${this.#rpm.stamp()} ${this.#pacman.stamp()}`;
    const launchers = this.#launchers.refresh();
    if (databases === this.#databases && !launchers) return;
    this.#databases = databases;
    this.#known.clear();
  }

  #stampOf(file: ProgramFile): FileStamp | undefined {
    try {
      const stats =
        (file.pid === undefined
          ? undefined
          : statSync(`/proc/${file.pid}/exe`, { bigint: true, throwIfNoEntry: false })) ??
        lstatSync(this.#root + file.path, { bigint: true, throwIfNoEntry: false });
      if (stats === undefined) return undefined;
      const { dev, ino, size, ctimeNs, mtimeNs } = stats;
      return { dev, ino, size, ctimeNs, mtimeNs };
    } catch (error) {
      // A FUSE file system of another account refuses even root.
      if (error instanceof Error && 'code' in error) return undefined;
      throw error;
    }
  }

  #identify(file: ProgramFile, stamp: FileStamp | undefined, key: string): Known {
    const here = this.#liesHere(file, stamp);
    const packages = here ? this.#packageEvidence(file.path) : [];
    const evidence = [
      ...executableEvidence(file.path, file.home),
      ...packages,
      ...packagePathEvidence(file.path),
      ...(here
        ? this.#launchers.idsOf(file.path, file.home).flatMap((id) => evidenceOf('desktop-id', id))
        : []),
    ];
    const known = { evidence, owned: packages.length > 0 };
    if (stamp !== undefined && this.#indexed) {
      if (this.#known.size >= cacheLimit) this.#known.clear();
      this.#known.set(key, known);
    }
    return known;
  }

  /** Whether the path means the same file to us: sandboxes have a `/usr/bin` of their own. */
  #liesHere(file: ProgramFile, stamp: FileStamp | undefined): boolean {
    if (file.pid === undefined) return true;
    try {
      const stats = lstatSync(this.#root + file.path, { bigint: true, throwIfNoEntry: false });
      if (stats !== undefined && stamp !== undefined && sameFile(stamp, stats)) return true;
      return readlinkSync(`/proc/${file.pid}/ns/mnt`) === readlinkSync('/proc/self/ns/mnt');
    } catch (error) {
      if (error instanceof Error && 'code' in error) return false;
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

  /** Has the worker look inside and around a file that no package owns; the answer goes to the cache. */
  async #look(file: ProgramFile): Promise<void> {
    if (!this.#indexed) {
      await this.#dpkg.settled();
      this.#refreshedAt = -Infinity;
      this.#refresh();
    }
    const stamp = this.#stampOf(file);
    const key = keyOf(file, stamp);
    const known = this.#known.get(key) ?? this.#identify(file, stamp, key);
    const before = this.#scanned.get(key);
    const stands = this.#dataFolders.length === 0 ? Infinity : foldersStandMs;
    if (stamp === undefined || known.owned || stamp.size < smallestProgram) return;
    if (before !== undefined && performance.now() - before.at < stands) return;
    const here = this.#liesHere(file, stamp);
    const markers = this.#markers;
    const dataFolders = this.#dataFolders;
    const folder = dirname(file.path);
    const result = await this.#scanner.scan({
      id: ++this.#scans,
      path: file.pid === undefined ? this.#root + file.path : `/proc/${file.pid}/exe`,
      stamp,
      markers: before?.result.markers === undefined ? markers : [],
      folders: here ? dataFolders.map((name) => `${this.#root}${folder}/${name}`) : [],
      ...(here || file.pid === undefined ? {} : { flatpakInfo: `/proc/${file.pid}/root/.flatpak-info` }),
    });
    if (result === undefined || markers !== this.#markers || dataFolders !== this.#dataFolders) return;
    if (this.#scanned.size >= cacheLimit) this.#scanned.clear();
    const prefix = `${this.#root}${folder}/`.length;
    this.#scanned.set(key, {
      at: performance.now(),
      result: {
        ...result,
        markers: before?.result.markers ?? result.markers,
        folders: result.folders.map((path) => path.slice(prefix)),
      },
    });
  }
}

function keyOf(file: ProgramFile, stamp: FileStamp | undefined): string {
  if (stamp === undefined) return `${file.path}\n${file.home ?? ''}`;
  return `${stamp.dev}:${stamp.ino}:${stamp.size}:${stamp.ctimeNs}:${stamp.mtimeNs}\n${file.path}\n${file.home ?? ''}`;
}

function sandboxEvidence(pid: number, path: string): readonly Evidence[] {
  try {
    return [
      ...cgroupEvidence(readFileSync(`/proc/${pid}/cgroup`, 'utf8')),
      ...(isAppImageMount(path)
        ? appImageEvidence(readFileSync(`/proc/${pid}/mountinfo`, 'utf8'), path)
        : []),
    ];
  } catch (error) {
    // The process has ended meanwhile.
    if (error instanceof Error && 'code' in error) return [];
    throw error;
  }
}

function scanEvidence(result: ScanResult): readonly Evidence[] {
  return [
    ...(result.markers ?? []).flatMap((marker) => evidenceOf('binary-marker', marker)),
    ...result.folders.flatMap((name) => evidenceOf('data-folder', name)),
    ...(result.flatpakInfo === undefined ? [] : flatpakInfoEvidence(result.flatpakInfo)),
  ];
}

function distinct(evidence: readonly Evidence[]): readonly Evidence[] {
  return evidence.filter(
    (one, index) =>
      evidence.findIndex((other) => other.kind === one.kind && other.value === one.value) === index,
  );
}
