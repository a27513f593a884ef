import type { ResponseOf } from '#protocol/console-server.ts';

type DraftSummary = ResponseOf<'listDrafts'>['drafts'][number];
type Draft = Pick<DraftSummary, 'state' | 'author' | 'changedBy' | 'approvedBy' | 'needsApproval'>;

/** What can be done with a draft now, by whom it is; the server decides anyway. */
export type DraftSteps = {
  readonly edit: boolean;
  readonly submit: boolean;
  readonly review: boolean;
  /** It waits for a review, and this person may not be the one. */
  readonly own: boolean;
  readonly publish: boolean;
  readonly abandon: boolean;
};

export function draftSteps(
  draft: Draft,
  person: { readonly name: string; readonly edits: boolean; readonly approves: boolean },
  faulty: boolean,
): DraftSteps {
  const { state } = draft;
  const alive = state === 'open' || state === 'in-review' || state === 'approved' || state === 'rejected';
  const own = draft.author === person.name || draft.changedBy === person.name;
  const approved = !draft.needsApproval || draft.approvedBy.length > 0;
  return {
    edit: alive && person.edits,
    submit: state === 'open' && person.edits && draft.needsApproval && !faulty,
    review: state === 'in-review' && person.approves && !own,
    own: state === 'in-review' && own && person.approves,
    publish:
      (state === 'open' || state === 'approved' || state === 'in-review') &&
      person.edits &&
      approved &&
      !faulty,
    abandon: alive && person.edits,
  };
}

/** A draft's state as the texts choose by it. */
export const stateWord = (state: DraftSummary['state']): string => (state === 'in-review' ? 'review' : state);
