import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useMemo } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiProvider } from './api/api-context.ts';
import { ConsoleApi } from './api/console-api.ts';
import { makeQueryClient } from './api/query-client.ts';
import './app.css';
import { LiveProvider } from './live/live-provider.tsx';
import { makeRouter } from './router.tsx';
import { AnnounceProvider } from './shell/announce.tsx';
import { WordsProvider } from './shell/words.tsx';

function App() {
  const made = useMemo(() => {
    const api = new ConsoleApi();
    return { api, queries: makeQueryClient(), router: makeRouter() };
  }, []);
  return (
    <WordsProvider>
      <AnnounceProvider>
        <ApiProvider value={made.api}>
          <QueryClientProvider client={made.queries}>
            <LiveProvider>
              <RouterProvider router={made.router} />
            </LiveProvider>
          </QueryClientProvider>
        </ApiProvider>
      </AnnounceProvider>
    </WordsProvider>
  );
}

const root = document.getElementById('console');
if (root === null) throw new Error('the page has no place for the console');
createRoot(root).render(<App />);
