import { formatFileFault } from '#policy/file-fault.ts';
import type { DraftDetail, DraftSummary } from '#protocol/draft.ts';
import type { Cli } from './cli.ts';
import { showDiff } from './diff-words.ts';
import { moment } from './moments.ts';

export function showDrafts(cli: Cli, drafts: readonly DraftSummary[]): void {
  cli.out.table(
    ['draft', 'title', 'state', 'by', 'changed', 'units', 'approved by', 'version'],
    drafts.map((one) => [
      one.draft,
      one.title,
      one.needsApproval && one.state === 'open' ? 'open, needs a review' : one.state,
      one.author,
      moment(one.changedAt),
      one.units.join(' '),
      one.approvedBy.join(', ') || undefined,
      one.published,
    ]),
    'No drafts.',
  );
}

export function showDraft(cli: Cli, draft: DraftDetail): void {
  showDrafts(cli, [draft]);
  cli.out.line();
  if (draft.diff !== undefined) showDiff(cli.out, draft.diff);
  for (const fault of draft.faults) cli.out.note(formatFileFault(fault));
  for (const { unit, ban, field, languages } of draft.missingTexts)
    cli.out.note(`Missing text: ban ${ban} of ${unit} has no \`${field}\` in ${languages.join(', ')}.`);
  for (const { by, at, as, reason, current } of draft.reviews)
    cli.out.line(
      `${as === 'approve' ? 'Approved' : 'Rejected'} by ${by}, ${moment(at)}${current ? '' : ' (an earlier revision)'}${reason === undefined ? '' : `: ${reason}`}`,
    );
  cli.out.note(
    `Revision ${draft.revision}, from version ${draft.basedOn}; files: ${draft.files.map(({ name }) => name).join(', ')}`,
  );
}
