import { ok, type Outcome } from '#policy/outcome.ts';
import type { PolicyFileText } from '#protocol/console-policies.ts';
import type { ResponseOf } from '#protocol/console-server.ts';
import { personKey, type Operator } from '#server/operators/index.ts';
import type { ApplyOptions } from '#server/policies/index.ts';
import type { Refusal } from '#server/store/refusal.ts';
import { touchedUnits, withHidden, withinReach } from './reach.ts';
import { draftFiles, draftRows } from './rows.ts';
import type { DraftPorts, Shelf } from './shelf.ts';
import type { DraftRow } from './tables.ts';
import type { Writer } from './write.ts';

/**
 * Files from git: applied at once, or, where two people are needed, put before somebody else as a draft in review. The
 * same files sent again by the same person are the same draft, so that a pipeline can be run again.
 */
export function createApplyFiles(
  { db, policies, units: { rootUnit } }: DraftPorts,
  shelf: Shelf,
  writer: Writer,
) {
  return async (
    operator: Operator,
    sent: readonly PolicyFileText[],
    options: Pick<ApplyOptions, 'dryRun' | 'basedOn'>,
  ): Promise<Outcome<ResponseOf<'applyPolicy'>, Refusal>> => {
    const newest = await policies.files();
    if (!newest.ok) return newest;
    const { row, files: base } = newest.value;
    const reach = shelf.reachOf(operator);
    const files = reach.whole ? sent : withHidden(reach, base, sent);
    const allowed = withinReach(reach, base, files);
    if (!allowed.ok) return allowed;
    const unchanged = touchedUnits(base, files, rootUnit()).length === 0;
    // What is asked of this version must be true of the one that is replaced.
    const onThis = { ...options, basedOn: options.basedOn ?? row.version };
    if (options.dryRun === true || !(await policies.needsFourEyes()))
      return policies.apply(operator, files, options.dryRun === true ? options : onThis);
    const plan = await policies.apply(operator, files, { ...options, dryRun: true });
    if (!plan.ok || unchanged) return plan;

    const waiting = await waitingWith(operator, files);
    if (waiting !== undefined) return ok({ ...plan.value, state: 'in-review', draft: waiting.id });
    const made = await writer.create(operator, {
      title: `Files applied by ${operator.name}`.slice(0, 300),
      state: 'in-review',
      basedOn: row.version,
      base,
      files: await policies.withGenerated(files),
    });
    if (!made.ok) return made;
    shelf.tell(
      operator,
      made.value,
      `${operator.name} applied files that wait for a review`,
      'review-wanted',
    );
    return ok({ ...plan.value, state: 'in-review', draft: made.value.id });
  };

  async function waitingWith(
    operator: Operator,
    files: readonly PolicyFileText[],
  ): Promise<DraftRow | undefined> {
    for (const state of ['in-review', 'approved'] as const)
      for (const draft of await draftRows(db, state))
        if (
          personKey(draft.author) === personKey(operator.name) &&
          touchedUnits(await draftFiles(db, draft.id), files, rootUnit()).length === 0
        )
          return draft;
    return undefined;
  }
}
