import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { isProblem, ProblemError } from './problem.ts';

/** Where answers of the server are kept while they are fresh. Announcements make them old (`freshness.ts`), not time alone. */
export function makeQueryClient(): QueryClient {
  /** A session that ended shows at whatever is asked next. */
  const onError = (fault: unknown): void => {
    if (isProblem(fault, 'not-signed-in')) void client.invalidateQueries({ queryKey: ['getSession'] });
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        // The server may stand in a network of its own: whether the browser thinks itself online says nothing.
        networkMode: 'always',
        staleTime: 60_000,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        // What the server refuses, it refuses again.
        retry: (failures, fault) =>
          failures < 2 && !(fault instanceof ProblemError && fault.problem.status < 500),
      },
      mutations: { networkMode: 'always' },
    },
  });
  return client;
}
