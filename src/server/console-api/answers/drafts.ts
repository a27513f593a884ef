import { fail, ok } from '#policy/outcome.ts';
import type { draftOperations } from '#protocol/console-drafts.ts';
import type { AnswerPorts } from '../answers.ts';
import type { Handlers } from '../handlers.ts';

const differs = (pointer: string) =>
  Promise.resolve(
    fail({
      problem: 'not-as-schema' as const,
      detail: 'the body names another ban than the address: a ban keeps its id',
      pointer,
    }),
  );

/** Each operator sees and edits what is within his reach; the room keeps to it. */
export function draftAnswers({
  drafts,
}: Pick<AnswerPorts, 'drafts'>): Pick<Handlers, keyof typeof draftOperations> {
  return {
    listDrafts: async ({ operator, query }) => ok({ drafts: await drafts.list(operator, query.state) }),
    createDraft: ({ operator, body }) => drafts.create(operator, body),
    getDraft: ({ operator, params }) => drafts.get(operator, params.draft),
    setDraftBan: ({ operator, params: { draft, unit, ban: id }, body: { revision, ban } }) =>
      ban.id === id
        ? drafts.edit(operator, { id: draft, revision }, { kind: 'ban', unit, ban })
        : differs('/ban/id'),
    removeDraftBan: ({ operator, params: { draft, unit, ban: id }, body: { revision } }) =>
      drafts.edit(operator, { id: draft, revision }, { kind: 'remove-ban', unit, id }),
    setDraftAdoption: ({ operator, params: { draft, unit, ban: id }, body: { revision, adoption } }) =>
      adoption === undefined || adoption.ban === id
        ? drafts.edit(operator, { id: draft, revision }, { kind: 'adoption', unit, id, adoption })
        : differs('/adoption/ban'),
    setDraftOrganisation: ({ operator, params: { draft: id }, body: { revision, organisation } }) =>
      drafts.edit(operator, { id, revision }, { kind: 'organisation', organisation }),
    setDraftServer: ({ operator, params: { draft: id }, body: { revision, server } }) =>
      drafts.edit(operator, { id, revision }, { kind: 'server', server }),
    setDraftFiles: ({ operator, params: { draft: id }, body: { revision, files } }) =>
      drafts.setFiles(operator, { id, revision }, files),
    submitDraft: ({ operator, params, body }) => drafts.submit(operator, params.draft, body.revision),
    reviewDraft: ({ operator, params, body }) => drafts.review(operator, params.draft, body),
    publishDraft: ({ operator, params, body }) => drafts.publish(operator, params.draft, body),
    abandonDraft: ({ operator, params, body }) => drafts.abandon(operator, params.draft, body.revision),
    getPolicyContent: ({ operator, query }) => drafts.content(operator, query.version),
    listBans: async ({ operator }) => ok({ bans: await drafts.bans(operator) }),
  };
}
