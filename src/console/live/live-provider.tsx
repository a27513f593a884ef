import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import type { OperationId } from '#protocol/console-server.ts';
import { madeOldBy, recordedLooks } from '../api/freshness.ts';
import { useSession } from '../shell/session.ts';
import { listenLive, type LinkState } from './live-link.ts';

const LiveContext = createContext<LinkState>('connecting');
/** Whether announcements reach this console now. */
export const useLink = (): LinkState => useContext(LiveContext);

/** Listens while somebody is signed in. */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient();
  const { signedIn } = useSession();
  const [state, setState] = useState<LinkState>('connecting');
  useEffect(() => {
    if (!signedIn) return undefined;
    let wasLost = false;
    return listenLive(`${location.origin.replace(/^http/, 'ws')}/api/live`, {
      onState: (next) => {
        setState(next);
        if (next === 'ended') void client.invalidateQueries({ queryKey: ['getSession'] });
        if (next === 'live' && wasLost)
          // Whatever was announced meanwhile was missed.
          void client.invalidateQueries({
            predicate: ({ queryKey: [id] }) => !recordedLooks.has(String(id)),
          });
        wasLost = next === 'lost';
      },
      onAnnouncement: ({ kind }) =>
        void client.invalidateQueries({
          predicate: ({ queryKey: [id] }) => madeOldBy(kind, id as OperationId),
        }),
    });
  }, [client, signedIn]);
  return <LiveContext value={state}>{children}</LiveContext>;
}
