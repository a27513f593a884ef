import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { DraftState } from '#protocol/draft.ts';
import type { PolicyFileText } from '#protocol/console-policies.ts';
import type { Act } from '#server/audit/index.ts';
import type { Operator } from '#server/operators/index.ts';
import { conflict, type Refusal } from '#server/store/refusal.ts';
import { newId, type Trx } from '#server/store/index.ts';
import { touchedUnits, withinReach } from './reach.ts';
import { draftFiles, writeDraftFiles } from './rows.ts';
import type { DraftPorts, Shelf } from './shelf.ts';
import { isAlive } from './show.ts';
import type { DraftRow, DraftTables } from './tables.ts';

type Files = readonly PolicyFileText[];
export type Writer = ReturnType<typeof createWriter>;
export type NewDraft = {
  readonly title: string;
  readonly state: DraftState;
  readonly basedOn: number;
  readonly base: Files;
  readonly files: Files;
};

/** How a draft comes to be and changes: each change on the revision that its maker saw, audited in the same transaction. */
export function createWriter({ db, audit, clock, units: { rootUnit } }: DraftPorts, shelf: Shelf) {
  /** A step in a draft's life that leaves its files as they are. */
  const step = async (
    operator: Operator,
    wanted: { readonly id: string; readonly revision: number; readonly act: Omit<Act, 'subject'> },
    work: (trx: Trx, row: DraftRow) => Promise<Outcome<Partial<DraftRow>, Refusal>>,
  ): Promise<Outcome<DraftRow, Refusal>> => {
    const { id, revision, act } = wanted;
    return audit.act<DraftRow, Refusal>(operator, { ...act, subject: `draft ${id}` }, async (trx) => {
      const found = await shelf.find(trx, operator, id);
      if (!found.ok) return found;
      const row = found.value;
      if (row.revision !== revision) return fail(stale(row, revision));
      if (!isAlive(row)) return fail(conflict(`this draft is ${row.state}: begin another one`));
      const done = await work(trx, row);
      if (!done.ok) return done;
      await trx
        .withTables<DraftTables>()
        .updateTable('drafts')
        .set(done.value)
        .where('id', '=', id)
        .execute();
      return ok({ ...row, ...done.value });
    });
  };

  return {
    step,
    create: async (operator: Operator, draft: NewDraft): Promise<Outcome<DraftRow, Refusal>> => {
      const { base, files } = draft;
      const allowed = withinReach(shelf.reachOf(operator), base, files);
      if (!allowed.ok) return allowed;
      const now = clock.now();
      const row: DraftRow = {
        id: newId(),
        title: draft.title,
        state: draft.state,
        author: operator.name,
        created_at: now,
        changed_at: now,
        changed_by: operator.name,
        based_on: draft.basedOn,
        revision: 1,
        units: JSON.stringify(touchedUnits(base, files, rootUnit())),
        published: null,
      };
      const act = {
        action: 'create-draft',
        subject: `draft ${row.id}`,
        body: { title: row.title, basedOn: row.based_on, state: row.state },
      };
      return audit.act<DraftRow, Refusal>(operator, act, async (trx) => {
        await trx.withTables<DraftTables>().insertInto('drafts').values(row).execute();
        await writeDraftFiles(trx, row.id, files);
        return ok(row);
      });
    },

    /** An edit of the files. What was in review or approved is open again: the eyes saw something else. */
    edit: async (
      operator: Operator,
      wanted: { readonly id: string; readonly revision: number; readonly what: object },
      change: (files: Files) => Outcome<Files, Refusal>,
    ): Promise<Outcome<DraftRow, Refusal>> => {
      const found = await shelf.find(db, operator, wanted.id);
      if (!found.ok) return found;
      // What a draft began from never changes: it can be read outside the transaction.
      const base = await shelf.baseFiles(found.value.based_on);
      const act = { action: 'edit-draft', body: { ...wanted.what, revision: wanted.revision + 1 } };
      return step(operator, { ...wanted, act }, async (trx, row) => {
        const before = await draftFiles(trx, row.id);
        const changed = change(before);
        if (!changed.ok) return changed;
        const allowed = withinReach(shelf.reachOf(operator), before, changed.value);
        if (!allowed.ok) return allowed;
        await writeDraftFiles(trx, row.id, changed.value);
        return ok({
          state: 'open' as const,
          changed_at: clock.now(),
          changed_by: operator.name,
          revision: row.revision + 1,
          units: JSON.stringify(touchedUnits(base, changed.value, rootUnit())),
        });
      });
    },
  };
}

export function stale(row: DraftRow, seen: number): Refusal {
  return {
    problem: 'stale-draft',
    detail:
      `${row.changed_by} changed it at ${new Date(row.changed_at).toISOString()}: it is at revision ${row.revision}, ` +
      `you saw revision ${seen}. Read it again, then repeat your change`,
  };
}
