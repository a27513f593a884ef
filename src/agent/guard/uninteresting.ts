import type { Catalogue } from '#catalogue/compile.ts';
import type { Identifier } from '#catalogue/identifier.ts';
import { lookUp } from '#catalogue/kind-index.ts';
import { normalForm } from '#catalogue/normal-form.ts';
import { compilePattern } from '#catalogue/pattern.ts';
import { mostSparing, type SparedFiles } from '#platform/exec-guard/spared-files.ts';
import type { Evidence } from '#policy/evidence.ts';
import { stops } from './basis.ts';
import type { World } from './world.ts';

/** Folders of the system that are root's on every distribution; nobody else mounts anything there. */
const within = ['/usr/', '/bin/', '/sbin/', '/lib/', '/lib32/', '/lib64/'];
/** Debian's `staff` may write there, and people are given folders of their own. */
const notRootsAlone = '/usr/local/';
/** The identifier looks into no smaller file. */
const smallest = 4096;
const largest = 0xffff_ffff;
/** More of these make every look long. */
const mostBeginnings = 64;

export type UninterestingParts = {
  readonly catalogue: Catalogue;
  /** Paths of programs for which a package or a launcher of the machine gives evidence of this meaning; undefined where it is not known. */
  readonly programsMeaning: (means: (evidence: Evidence) => boolean) => readonly string[] | undefined;
  /** When packages and launchers were read, epoch ms of this PC's clock: what changed since is not spared. */
  readonly knownSince: number;
};

/**
 * Root's files that no blocking ban can concern, whatever the time and whoever starts them: nothing that place, name, package, launcher,
 * content or folders around could tell of them is said by any app that such a ban names, nor by a fork of it. Undefined where that cannot
 * be told in few words.
 */
export function uninteresting(world: World, parts: UninterestingParts): SparedFiles | undefined {
  const { basis, wanted } = world;
  const { catalogue, knownSince, programsMeaning } = parts;
  if (basis.os !== 'linux') return undefined;
  const bans = basis.policy.bans.filter(stops).map(({ ban }) => ban);
  const family = familyOf(catalogue, new Set(bans.flatMap(({ apps }) => apps ?? [])));
  if (foldersTell(world, family, catalogue)) return undefined;
  const telling = new Telling();
  for (const [number, { identifiers }] of catalogue.apps.entries())
    if (family.has(number)) for (const identifier of identifiers) telling.add(identifier);
  const inline: Evidence[] = [];
  for (const { matcher } of bans) {
    if (matcher === undefined) continue;
    // All of a matcher must be seen: a file that has none but the folder beside it is not meant.
    if (matcher.all.every(({ kind }) => kind === 'data-folder')) return undefined;
    inline.push(...matcher.all);
    for (const { kind, value } of matcher.all) telling.add({ kind, value });
  }
  if (telling.isVague) return undefined;
  const owned = programsMeaning(
    ({ kind, value }) =>
      inline.some((one) => one.kind === kind && one.value === value) ||
      saysOneOf(catalogue, family, { kind, value }),
  );
  if (owned === undefined) return undefined;
  for (const path of owned) telling.addPath(path);
  const homes = basis.accounts.map(({ home }) => (home.endsWith('/') ? home : `${home}/`));
  const except = [...new Set([notRootsAlone, ...telling.pathsBeginning, ...homes.filter(isWithin)])];
  const { names, namesBeginning, paths } = telling;
  const beginnings = except.length + namesBeginning.length;
  if (beginnings > mostBeginnings || beginnings + paths.size + names.size > mostSparing) return undefined;
  return {
    within,
    except,
    paths,
    names,
    namesBeginning,
    belowBytes: Math.min(largest, Math.max(smallest, Math.min(...wanted.atLeastBytes.values()))),
    changedBefore: Math.floor(knownSince / 1000) - 1,
  };
}

/** A home that is such a folder, lies in one or holds one. */
const isWithin = (home: string): boolean =>
  within.some((folder) => home.startsWith(folder) || folder.startsWith(home));

/** Numbers of these apps and of all that are of one family with them: what is found of one decides between it and the others. */
function familyOf({ ids, parents }: Catalogue, named: ReadonlySet<string>): ReadonlySet<number> {
  const headOf = (app: number): number => parents[app] ?? app;
  const heads = new Set(ids.flatMap((id, app) => (named.has(id) ? [headOf(app)] : [])));
  return new Set(ids.flatMap((_, app) => (heads.has(headOf(app)) ? [app] : [])));
}

/** Whether folders beside a program that nothing else is known of would be enough to stop it. */
function foldersTell({ match, wanted }: World, family: ReadonlySet<number>, { ids }: Catalogue): boolean {
  const folders = wanted.dataFolders.map((value) => ({ kind: 'data-folder', value }) as const);
  const sets = [...folders.map((one) => [one]), folders];
  return sets.some((found) =>
    match(found).some(
      ({ app, confidence, strength }) =>
        strength !== 'hint' && confidence !== 'unverified' && family.has(ids.indexOf(app)),
    ),
  );
}

function saysOneOf({ kinds }: Catalogue, family: ReadonlySet<number>, { kind, value }: Evidence): boolean {
  const index = kinds.get(kind);
  const slots = index === undefined ? undefined : lookUp(index, normalForm(kind, value));
  return slots?.some(({ rules }) => rules.some(({ app }) => family.has(app))) === true;
}

/** Names and paths by which programs are told. Kinds that no file in `within` gives evidence of are left out. */
class Telling {
  readonly names = new Set<string>();
  readonly paths = new Set<string>();
  readonly #namesBeginning = new Set<string>();
  readonly #pathsBeginning = new Set<string>();
  /** Some may be any name. */
  isVague = false;

  get namesBeginning(): readonly string[] {
    return [...this.#namesBeginning];
  }

  get pathsBeginning(): readonly string[] {
    return [...this.#pathsBeginning];
  }

  add({ kind, match = 'exact', value }: Pick<Identifier, 'kind' | 'match' | 'value'>): void {
    if (kind !== 'exe-name' && kind !== 'exe-path') return;
    // Windows' own: `SparedFiles` spares no such path.
    if (
      (match !== 'regex' && value.includes('\\')) ||
      ((match === 'exact' || match === 'glob') && /\.exe$/i.test(value))
    )
      return;
    if (match === 'exact') {
      if (kind === 'exe-name') this.names.add(value);
      else if (value.startsWith('/')) this.addPath(value);
      return;
    }
    const pattern = compilePattern(match, value);
    const literal = pattern.ok ? pattern.value.literal : '';
    if (literal === '') this.isVague = true;
    else if (kind === 'exe-name') this.#namesBeginning.add(literal);
    // `~/…` and `%…%` are the forms of paths in homes and on Windows.
    else if (literal.startsWith('/')) this.#pathsBeginning.add(literal);
  }

  /** Where `/bin` is `/usr/bin`, a file may be known by either. */
  addPath(path: string): void {
    this.paths.add(path);
    const short = /^\/usr(\/(?:bin|sbin|lib|lib32|lib64)\/.*)$/s.exec(path)?.[1];
    if (short !== undefined) this.paths.add(short);
  }
}
