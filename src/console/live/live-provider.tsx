import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import type { OperationId } from '#protocol/console-server.ts';
import { concernedBy, madeOldBy, recordedLooks } from '../api/freshness.ts';
import { useSession } from '../shell/session.ts';
import { listenLive, type LinkState } from './live-link.ts';

const LiveContext = createContext<LinkState>('connecting');
/** Whether announcements reach this console now. */
export const useLink = (): LinkState => useContext(LiveContext);

/** When something last happened that a recorded look would show: milliseconds, by operation. */
type News = { readonly [operation in OperationId]?: number };
const NewsContext = createContext<News>({});
/**
 * Whether something happened since an answer came whose asking is recorded as a look: nobody but the person asks for it
 * again. True also after a time without connection, when something may have been missed.
 */
export const useNews = (operation: OperationId, answeredAt: number): boolean => {
  const at = useContext(NewsContext)[operation];
  return at !== undefined && answeredAt !== 0 && at > answeredAt;
};
const newsOf = (news: News, concerns: (operation: OperationId) => boolean): News => {
  const now = Date.now();
  const told = [...recordedLooks].filter(concerns);
  return told.length === 0 ? news : { ...news, ...Object.fromEntries(told.map((one) => [one, now])) };
};

/** Listens while somebody is signed in. */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient();
  const { signedIn } = useSession();
  const [state, setState] = useState<LinkState>('connecting');
  const [news, setNews] = useState<News>({});
  useEffect(() => {
    if (!signedIn) return undefined;
    let wasLost = false;
    return listenLive(`${location.origin.replace(/^http/, 'ws')}/api/live`, {
      onState: (next) => {
        setState(next);
        if (next === 'ended') void client.invalidateQueries({ queryKey: ['getSession'] });
        if (next === 'live' && wasLost) {
          // Whatever was announced meanwhile was missed.
          void client.invalidateQueries({
            predicate: ({ queryKey: [id] }) => !recordedLooks.has(id as OperationId),
          });
          setNews((before) => newsOf(before, () => true));
        }
        wasLost = next === 'lost';
      },
      onAnnouncement: ({ kind }) => {
        void client.invalidateQueries({
          predicate: ({ queryKey: [id] }) => madeOldBy(kind, id as OperationId),
        });
        setNews((before) => newsOf(before, (one) => concernedBy(kind, one)));
      },
    });
  }, [client, signedIn]);
  return (
    <LiveContext value={state}>
      <NewsContext value={news}>{children}</NewsContext>
    </LiveContext>
  );
}
