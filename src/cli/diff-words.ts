import type { PolicyDiff } from '#protocol/console-policies.ts';
import type { Output } from './output.ts';

/** What differs, ban by ban. */
export function showDiff(out: Output, diff: PolicyDiff): void {
  if (isEmpty(diff)) {
    out.line('Nothing differs.');
    return;
  }
  if (diff.organisationChanged) out.line('The organisation file differs.');
  if (diff.serverChanged === true) out.line('The settings of the server differ.');
  if (diff.adoptionsOf.length > 0)
    out.line(`Answers to recommended bans differ in: ${diff.adoptionsOf.join(', ')}`);
  if (diff.bans.length === 0) return;
  out.table(
    ['', 'unit', 'ban', 'effect', 'fields that differ'],
    diff.bans.map(({ unit, ban, change, before, after, fields }) => [
      { added: '+', removed: '-', changed: '~' }[change],
      unit,
      ban,
      before !== undefined && after !== undefined && before !== after
        ? `${before} -> ${after}`
        : (after ?? before ?? ''),
      fields.join(', '),
    ]),
  );
}

export const isEmpty = (diff: PolicyDiff): boolean =>
  diff.bans.length === 0 &&
  diff.adoptionsOf.length === 0 &&
  !diff.organisationChanged &&
  diff.serverChanged !== true;
