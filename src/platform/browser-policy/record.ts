import { lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { fail, type Outcome } from '#policy/outcome.ts';
import type { Added } from './json-additions.ts';
import { SafeFiles } from './safe-files.ts';

const Path = Type.Array(Type.String());
const AddedRecord = Type.Object({
  additions: Type.Array(
    Type.Object({
      text: Type.String(),
      sets: Type.Array(Path),
      lists: Type.Array(Type.Object({ path: Path, values: Type.Array(Type.String()) })),
      made: Type.Array(Path),
    }),
  ),
  replaced: Type.Array(Type.Object({ path: Path, was: Type.String(), now: Type.String() })),
});

/** A file of somebody else in which entries of ours stand. */
const SharedRecord = Type.Object({
  /** As it was without us; absent where there was none. */
  original: Type.Optional(Type.String()),
  written: Type.String(),
  added: Type.Unsafe<Added>(AddedRecord),
  changedAt: Type.Number(),
  extension: Type.String(),
  /** Since when only the entry stands there that has the extension uninstalled. */
  leavingSince: Type.Optional(Type.Number()),
});
export type SharedRecord = Static<typeof SharedRecord>;

const PolicyRecord = Type.Object({
  /** Own files by path, with the time at which their content last changed, epoch ms. */
  own: Type.Record(Type.String(), Type.Object({ content: Type.String(), changedAt: Type.Number() })),
  shared: Type.Record(Type.String(), SharedRecord),
  /** Folders that we made, parents first. */
  folders: Type.Array(Type.String()),
});
export type PolicyRecord = Static<typeof PolicyRecord>;
const policyRecord = Compile(PolicyRecord);

const fileName = 'browser-policy.json';

/** What we wrote on this PC, so that it can be taken away exactly. Lies in the agent's own folder. */
export class RecordFile {
  readonly #path: string;
  value: PolicyRecord;

  constructor(folder: string) {
    this.#path = join(folder, fileName);
    this.value = read(this.#path) ?? { own: {}, shared: {}, folders: [] };
  }

  save(): Outcome<undefined, string> {
    const files = new SafeFiles('/', process.geteuid?.() ?? 0);
    try {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    } catch (error) {
      if (error instanceof Error && 'code' in error) return fail(`${this.#path}: ${String(error.code)}`);
      throw error;
    }
    return files.write(this.#path, JSON.stringify(this.value), { mode: 0o600 });
  }
}

/** A damaged record is no record: own files are known by their names, and entries in shared files stay. */
function read(path: string): PolicyRecord | undefined {
  try {
    if (lstatSync(path, { throwIfNoEntry: false })?.isFile() !== true) return undefined;
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return policyRecord.Check(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || (error instanceof Error && 'code' in error)) return undefined;
    throw error;
  }
}
