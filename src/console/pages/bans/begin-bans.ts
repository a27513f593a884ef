import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import type { AppSummary } from '#catalogue/app-summary.ts';
import type { InlineMatcher } from '#policy/ban.ts';
import { consoleSay } from '#locales/console/console-text.ts';
import { loadConsole } from '#locales/console/load-console.ts';
import type { Language } from '#locales/language.ts';
import type { ResponseOf } from '#protocol/console-server.ts';
import { useApi } from '../../api/api-context.ts';
import { useSession } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';
import { shortName } from '../../view-models/app-name.ts';
import { freeBanId } from '../../view-models/matcher.ts';
import { newBan } from '../../view-models/new-ban.ts';

/** What is to be banned: an app of the catalogue, or one that somebody described. */
export type Thing = Pick<AppSummary, 'name'> & (AppSummary | { readonly matcher: InlineMatcher });

/** What people call it. */
export const nameOfThing = (thing: Thing): string =>
  'matcher' in thing ? thing.name : shortName(thing.name);

type Wanted = {
  readonly things: readonly Thing[];
  readonly unit: string;
  /** Absent: a new one. */
  readonly draft: string | undefined;
};

/** The draft, and the ids of the bans that were written into it. */
export type Begun = { readonly draft: ResponseOf<'getDraft'>; readonly bans: readonly string[] };

/** Writes a ban for each app into a draft, with words in every language of the organisation to begin with. */
export function useBeginBans(): UseMutationResult<Begun, Error, Wanted> {
  const api = useApi();
  const client = useQueryClient();
  const { say } = useWords();
  const { session } = useSession();
  return useMutation({
    mutationFn: async ({ things, unit, draft: wanted }: Wanted) => {
      const names = things.map(nameOfThing);
      const written: string[] = [];
      let draft =
        wanted === undefined
          ? await api.call('createDraft', {
              body: {
                title: say('bans.draft-title', { change: 'add', ban: names.join(', ') }).slice(0, 300),
              },
            })
          : await api.call('getDraft', { params: { draft: wanted } });
      for (const thing of things) {
        const name = nameOfThing(thing);
        const taken = new Set(
          (draft.content?.policies ?? []).flatMap(({ bans }) => bans.map(({ id }) => id)),
        );
        const ban = newBan({
          // A ban that is there already is not written over.
          id: freeBanId('matcher' in thing ? name : thing.id, taken),
          thing: 'matcher' in thing ? { matcher: thing.matcher } : { app: thing.id },
          suggestion: 'matcher' in thing ? 'prohibit' : thing.suggestion,
          today: new Date().toISOString().slice(0, 10),
          operator: session?.operator?.name ?? 'IT',
          limits: draft.content?.organisation.limits ?? { exemptions: false, longestPauseHours: 0 },
          why: await defaultWhy(name, session?.organisation.name ?? '', session?.languages ?? []),
        });
        draft = await api.call('setDraftBan', {
          params: { draft: draft.draft, unit, ban: ban.id },
          body: { revision: draft.revision, ban },
        });
        written.push(ban.id);
      }
      return { draft, bans: written };
    },
    onSuccess: () => client.invalidateQueries({ queryKey: ['listDrafts'] }),
  });
}

async function defaultWhy(
  app: string,
  organisation: string,
  languages: readonly Language[],
): Promise<Readonly<Partial<Record<Language, string>>>> {
  const texts = await Promise.all(
    languages.map(async (language) => {
      const say = consoleSay(language, await loadConsole(language), 'UTC');
      return [language, say('bans.default-why', { app, organisation })] as const;
    }),
  );
  return Object.fromEntries(texts);
}
