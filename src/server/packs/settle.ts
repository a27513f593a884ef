import { ok, type Outcome } from '#policy/outcome.ts';
import type { Act, Actor } from '#server/audit/index.ts';
import type { MakeFiles } from '#server/policies/index.ts';
import type { Refusal } from '#server/store/refusal.ts';
import type { Db, Trx } from '#server/store/index.ts';
import { generatedFile } from './generated-file.ts';
import type { PackPorts } from './ports.ts';
import { deletePack, deleteWeakened, readFollowed, writeRow, writeWeakened, type Followed } from './rows.ts';

/** A change of what is followed, or of how. `now` undefined: the pack is followed no more. */
export type Change = {
  readonly pack: string;
  readonly now: Followed | undefined;
  readonly actor: Actor;
  readonly act: Act;
};

/** The generated files of these packs, for `Policies`. */
export const filesOf =
  (packs: readonly Followed[]): MakeFiles =>
  (root, before) =>
    packs.flatMap((followed) => {
      const file = generatedFile(followed, root, before);
      return file === undefined ? [] : [file];
    });

/** The generated files of the packs as the store has them. */
export const generatedFiles = async (db: Db): Promise<MakeFiles> => filesOf(await readFollowed(db));

/**
 * Rows, audit row and the release that follows from them: together or not at all. A policy that IT changed in this very
 * moment is tried once more.
 */
export async function settle(ports: PackPorts, change: Change): Promise<Outcome<void, Refusal>> {
  const first = await tryToSettle(ports, change);
  return first.ok || first.fault.problem !== 'conflict' ? first : tryToSettle(ports, change);
}

async function tryToSettle(
  { db, policies, audit }: PackPorts,
  { pack, now, actor, act }: Change,
): Promise<Outcome<void, Refusal>> {
  const others = (await readFollowed(db)).filter(({ row }) => row.pack !== pack);
  const after = [...others, ...(now === undefined ? [] : [now])].toSorted((one, other) =>
    one.row.pack < other.row.pack ? -1 : 1,
  );
  const newest = await policies.files();
  if (!newest.ok) return newest;
  // What IT publishes in this very moment makes this a conflict: it must not be taken back.
  const basedOn = newest.value.row.version;
  const write = (trx: Trx): Promise<void> => writeFollowed(trx, pack, now);
  const applied = await policies.apply(actor, newest.value.files, {
    generated: filesOf(after),
    basedOn,
    also: async (trx) => {
      await write(trx);
      await audit.record(trx, actor, act);
    },
  });
  if (!applied.ok) return applied;
  if (applied.value.applied) return ok(undefined);
  return audit.act<void, Refusal>(actor, act, async (trx) => ok(await write(trx)));
}

async function writeFollowed(trx: Trx, pack: string, now: Followed | undefined): Promise<void> {
  if (now === undefined) {
    await deletePack(trx, pack);
    return;
  }
  await writeRow(trx, now.row);
  await deleteWeakened(trx, pack);
  for (const row of now.weakened) await writeWeakened(trx, row);
}
