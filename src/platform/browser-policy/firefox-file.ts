import { lstatSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import {
  firefoxLeaving,
  firefoxPolicy,
  isFirefoxPolicyOfOurs,
  type FirefoxValues,
} from './firefox-policy.ts';
import { addToJson, jsonHolds, strictTree } from './json-additions.ts';
import { takeFromJson, withoutKey } from './json-removal.ts';
import type { OwnFiles } from './own-files.ts';
import type { Disturbance } from './port.ts';
import type { RecordFile, SharedRecord } from './record.ts';
import type { SafeFiles } from './safe-files.ts';

const machineFile = '/etc/firefox/policies/policies.json';

/**
 * Which files Firefox reads here: the machine's one where it exists, and then no other. Otherwise the one beside each
 * program, where the company keeps its settings there; making the machine's one would switch those off. `isForeign`:
 * whether a file stands there with or without us.
 */
export function firefoxFiles(
  files: SafeFiles,
  programs: readonly string[],
  isForeign: (path: string) => boolean,
): readonly string[] {
  if (isForeign(machineFile)) return [machineFile];
  const beside = programs.map((program) => besideProgram(files, program));
  return beside.some(isForeign) ? [...new Set(beside)] : [machineFile];
}

/** Every file in which something of ours could stand although nobody remembers it. */
export const everyFirefoxFile = (files: SafeFiles, programs: readonly string[]): readonly string[] => [
  ...new Set([machineFile, ...programs.map((program) => besideProgram(files, program))]),
];

/** Debian's package has the folder as a link of its own. */
function besideProgram(files: SafeFiles, program: string): string {
  const folder = `${dirname(program)}/distribution`;
  const real = files.real(folder);
  const isLink = lstatSync(real, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  const root = files.real('');
  const target = isLink ? resolved(real) : undefined;
  return `${target?.startsWith(`${root}/`) === true ? target.slice(root.length) : folder}/policies.json`;
}

function resolved(link: string): string | undefined {
  try {
    return realpathSync(link);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  }
}

export type SharedOptions = {
  readonly files: SafeFiles;
  readonly own: OwnFiles;
  readonly record: RecordFile;
  readonly now: () => number;
  /** For how long the entry stays that has the extension uninstalled, in ms. */
  readonly leavingMs: number;
  /** Ids of ours: an `ExtensionSettings` entry of one is ours, also where the record of it is lost. */
  readonly extensions: readonly string[];
  /** Whether some profile of this PC may have the extension. */
  readonly mayBeInstalled: (extension: string) => boolean;
};

/** A `policies.json`, which others write to as well: our entries come and go, every other byte stays. */
export class FirefoxFile {
  readonly #path: string;
  readonly #options: SharedOptions;

  constructor(path: string, options: SharedOptions) {
    this.#path = path;
    this.#options = options;
  }

  get path(): string {
    return this.#path;
  }

  /** How our entries were disturbed since they were written; undefined where they stand, whatever else changed. */
  disturbed(values: FirefoxValues): Disturbance['kind'] | undefined {
    if (this.#known() === undefined) return undefined;
    const there = this.#options.files.read(this.#path);
    if (!there.ok) return 'changed';
    if (there.value === undefined) return 'deleted';
    return jsonHolds(there.value.text, values) ? undefined : 'changed';
  }

  /** Whether a file stands there that would stand without us too. What cannot be read is somebody else's. */
  isForeign(): boolean {
    const text = this.foreignText();
    return !text.ok || text.value !== undefined;
  }

  /** The text without anything of ours; undefined where there would be no file. */
  foreignText(): Outcome<string | undefined, string> {
    const there = this.#options.files.read(this.#path);
    if (!there.ok) return there;
    const current = there.value?.text;
    const known = this.#known();
    if (current === undefined) return ok(undefined);
    if (known !== undefined && current === known.written) return ok(known.original);
    if (known === undefined && isFirefoxPolicyOfOurs(current, this.#options.extensions)) return ok(undefined);
    const isOriginal = known === undefined || current === known.original;
    const rest = this.#withoutOwnEntries(isOriginal ? current : takeFromJson(current, known.added));
    // A file that we made holds nothing once our entries are out of it.
    const mayBeOurs = known === undefined ? rest !== current : known.original === undefined;
    return ok(mayBeOurs && isHollow(rest) ? undefined : rest);
  }

  /** Brings our entries to these values; the time at which they last changed, epoch ms. */
  put(values: FirefoxValues, extension: string): Outcome<number, string> {
    return this.#write(values, { extension });
  }

  /**
   * Takes our entries out. The extension's own stays for a while as `blocked`, which has Firefox uninstall it at its next
   * start; not where no profile has it, or has it any longer.
   */
  leave(): Outcome<number | undefined, string> {
    const extension = this.#ownExtension();
    if (extension === undefined) return ok(undefined);
    const { leavingMs, mayBeInstalled, now } = this.#options;
    // A clock that was set back must not make it stay for longer.
    const leavingSince = Math.min(this.#known()?.leavingSince ?? now(), now());
    if (now() - leavingSince < leavingMs && mayBeInstalled(extension))
      return this.#write(firefoxLeaving(extension), { extension, leavingSince });
    return this.takeOut();
  }

  /** Takes everything of ours out at once: Firefox reads another file now, or is gone. */
  takeOut(): Outcome<undefined, string> {
    if (this.#ownExtension() === undefined) return ok(undefined);
    const { files, record } = this.#options;
    // Read first: whatever changes from here on is noticed when it is written.
    const there = files.read(this.#path);
    if (!there.ok) return there;
    const original = this.foreignText();
    if (!original.ok) return original;
    if (there.value !== undefined && there.value.text !== original.value) {
      const done =
        original.value === undefined
          ? files.remove(this.#path)
          : files.write(this.#path, original.value, { like: there.value.stats });
      if (!done.ok) return done;
    }
    if (this.#known() === undefined) return ok(undefined);
    delete record.value.shared[this.#path];
    return record.save();
  }

  #known(): SharedRecord | undefined {
    return this.#options.record.value.shared[this.#path];
  }

  /** Under which id something of ours stands there, as it is remembered or found; undefined where nothing does. */
  #ownExtension(): string | undefined {
    const known = this.#known();
    if (known !== undefined) return known.extension;
    const there = this.#options.files.read(this.#path);
    const text = there.ok ? there.value?.text : undefined;
    return text === undefined
      ? undefined
      : this.#options.extensions.find((id) => withoutEntry(text, id) !== text);
  }

  #withoutOwnEntries(text: string): string {
    const known = this.#known()?.extension;
    const ids = new Set([...this.#options.extensions, ...(known === undefined ? [] : [known])]);
    return [...ids].reduce(withoutEntry, text);
  }

  #write(
    values: FirefoxValues,
    about: { readonly extension: string; readonly leavingSince?: number },
  ): Outcome<number, string> {
    const { files, own, record, now } = this.#options;
    const folder = own.folder(dirname(this.#path));
    if (!folder.ok) return folder;
    const there = files.read(this.#path);
    if (!there.ok) return there;
    const original = this.foreignText();
    if (!original.ok) return original;
    const added =
      original.value === undefined
        ? ok({ text: firefoxPolicy(values), added: everything(values) })
        : addToJson(original.value, values);
    if (!added.ok) return fail(`${this.#path} ${added.fault}`);
    const { text } = added.value;
    const known = this.#known();
    const stands = there.value?.text === text;
    if (stands && known?.written === text && known.leavingSince === about.leavingSince)
      return ok(known.changedAt);
    const same = known !== undefined && JSON.stringify(known.added) === JSON.stringify(added.value.added);
    const changedAt = same ? known.changedAt : now();
    // Known before it is done: whatever stands there after a power cut can be taken out again.
    record.value.shared[this.#path] = {
      ...(original.value === undefined ? {} : { original: original.value }),
      written: text,
      added: added.value.added,
      changedAt,
      ...about,
    };
    const saved = record.save();
    if (!saved.ok) return saved;
    if (stands) return ok(changedAt);
    const written = files.write(
      this.#path,
      text,
      there.value === undefined ? {} : { like: there.value.stats },
    );
    return written.ok ? ok(changedAt) : written;
  }
}

const withoutEntry = (text: string, extension: string): string =>
  withoutKey(text, ['policies', 'ExtensionSettings', extension], [['policies', 'ExtensionSettings']]);

/** A file that is all ours, in the words of the record. */
function everything(values: FirefoxValues): SharedRecord['added'] {
  const bare = addToJson('{}', values);
  return bare.ok ? bare.value.added : { additions: [], replaced: [] };
}

function isHollow(text: string): boolean {
  const tree = strictTree(text);
  if (tree?.type !== 'object') return false;
  return (tree.children ?? []).every(({ children }) => {
    const [key, value] = children ?? [];
    return key?.value === 'policies' && value?.type === 'object' && (value.children ?? []).length === 0;
  });
}
