import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import type { AppSummary } from '#catalogue/app-summary.ts';
import { consoleSay } from '#locales/console/console-text.ts';
import { loadConsole } from '#locales/console/load-console.ts';
import type { Language } from '#locales/language.ts';
import type { ResponseOf } from '#protocol/console-server.ts';
import { useApi } from '../../api/api-context.ts';
import { useSession } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';
import { shortName } from '../../view-models/app-name.ts';
import { newBan } from '../../view-models/new-ban.ts';

type Wanted = {
  readonly apps: readonly AppSummary[];
  readonly unit: string;
  /** Absent: a new one. */
  readonly draft: string | undefined;
};

/** Writes a ban for each app into a draft, with words in every language of the organisation to begin with. */
export function useBeginBans(): UseMutationResult<ResponseOf<'getDraft'>, Error, Wanted> {
  const api = useApi();
  const client = useQueryClient();
  const { say } = useWords();
  const { session } = useSession();
  return useMutation({
    mutationFn: async ({ apps, unit, draft: wanted }: Wanted) => {
      const names = apps.map(({ name }) => shortName(name));
      let draft =
        wanted === undefined
          ? await api.call('createDraft', {
              body: {
                title: say('bans.draft-title', { change: 'add', ban: names.join(', ') }).slice(0, 300),
              },
            })
          : await api.call('getDraft', { params: { draft: wanted } });
      for (const app of apps) {
        const ban = newBan({
          app: app.id,
          suggestion: app.suggestion,
          today: new Date().toISOString().slice(0, 10),
          operator: session?.operator?.name ?? 'IT',
          limits: draft.content?.organisation.limits ?? { exemptions: false, longestPauseHours: 0 },
          why: await defaultWhy(
            shortName(app.name),
            session?.organisation.name ?? '',
            session?.languages ?? [],
          ),
        });
        draft = await api.call('setDraftBan', {
          params: { draft: draft.draft, unit, ban: ban.id },
          body: { revision: draft.revision, ban },
        });
      }
      return draft;
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
