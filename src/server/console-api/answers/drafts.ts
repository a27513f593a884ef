import { fail } from '#policy/outcome.ts';
import type { draftOperations } from '#protocol/console-drafts.ts';
import { conflict } from '#server/store/refusal.ts';
import type { AnswerPorts } from '../answers.ts';
import type { Handlers } from '../handlers.ts';

export function draftAnswers(_ports: AnswerPorts): Pick<Handlers, keyof typeof draftOperations> {
  const notBuilt = () => Promise.resolve(fail(conflict('not built yet')));
  return {
    listDrafts: notBuilt,
    createDraft: notBuilt,
    getDraft: notBuilt,
    setDraftBan: notBuilt,
    removeDraftBan: notBuilt,
    setDraftAdoption: notBuilt,
    setDraftOrganisation: notBuilt,
    setDraftServer: notBuilt,
    setDraftFiles: notBuilt,
    submitDraft: notBuilt,
    reviewDraft: notBuilt,
    publishDraft: notBuilt,
    abandonDraft: notBuilt,
    getPolicyContent: notBuilt,
    listBans: notBuilt,
  };
}
