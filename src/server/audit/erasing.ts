import { setImmediate as nextTurn } from 'node:timers/promises';
import { Compile } from 'typebox/compile';
import { Type } from 'typebox';
import { sha256, type Trx } from '#server/store/index.ts';
import type { AuditRow, AuditTables } from './tables.ts';

/** First and last number of entries that follow each other. */
export type Range = readonly [first: number, last: number];
/** Which bodies an act took away: its own body must say it, under `erasedEntries`. */
export type Blanked = { readonly count: number; readonly ranges: readonly Range[] };

/** Acts that say which bodies were erased. Theirs never are: without them an erased body counts as tampered with. */
export const erasingActions = ['erase-device', 'erase-person', 'name-erased'] as const;
export const isErasing = (action: string): boolean => erasingActions.some((one) => one === action);

/** Numbers in one statement. */
const mostInList = 500;
const body = Compile(
  Type.Object({ erasedEntries: Type.Array(Type.Tuple([Type.Integer(), Type.Integer()])) }),
);

/**
 * Takes the bodies away; what was hashed stays. The act that is recorded next in this transaction must be an erasing one
 * whose body says `erasedEntries: ranges`.
 */
export async function eraseBodies(trx: Trx, seqs: readonly number[]): Promise<Blanked> {
  const tables = trx.withTables<AuditTables>();
  const act = (await newestSeq(trx)) + 1;
  const erased: number[] = [];
  for (let at = 0; at < seqs.length; at += mostInList) {
    // The transaction stays open: other queries wait, but sockets are served.
    if (at > 0) await nextTurn();
    const rows = await tables
      .selectFrom('audit')
      .select(['seq', 'body'])
      .where('seq', 'in', seqs.slice(at, at + mostInList))
      .where('body', '!=', '')
      .where('action', 'not in', [...erasingActions])
      .execute();
    for (const row of rows) {
      await tables
        .updateTable('audit')
        .set({ body: '', body_hash: sha256(row.body), erased_by: act })
        .where('seq', '=', row.seq)
        .execute();
      erased.push(row.seq);
    }
  }
  return { count: erased.length, ranges: rangesOf(erased) };
}

export function rangesOf(seqs: readonly number[]): Range[] {
  const ranges: [number, number][] = [];
  for (const seq of seqs.toSorted((one, other) => one - other)) {
    const last = ranges.at(-1);
    if (last !== undefined && seq === last[1] + 1) last[1] = seq;
    else ranges.push([seq, seq]);
  }
  return ranges;
}

/** What an erasing act says; nothing where it is none, or its body is not what was hashed. */
export function namedBy(act: AuditRow): readonly Range[] {
  if (!isErasing(act.action) || act.body === '' || act.body_hash !== sha256(act.body)) return [];
  const said: unknown = JSON.parse(act.body);
  return body.Check(said) ? said.erasedEntries : [];
}

export async function newestSeq(trx: Trx): Promise<number> {
  const row = await trx
    .withTables<AuditTables>()
    .selectFrom('audit')
    .select('seq')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.seq ?? 0;
}
