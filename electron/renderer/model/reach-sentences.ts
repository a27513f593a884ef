import type { WindowState } from '#protocol/tray-window.ts';
import type { Say } from '../say.ts';

/** What cannot be known now, and since when; nothing while agent and server are both within reach. */
export function reachSentences({ reach, status }: WindowState, say: Say): readonly string[] {
  const lastKnown = status === undefined ? [] : [say('cannot.last-known')];
  switch (reach.state) {
    case 'connecting':
      return [say('cannot.connecting')];
    case 'lost':
      return [say(`cannot.${reach.why}`), `${say('cannot.since', { since: reach.since })}.`, ...lastKnown];
    case 'connected':
      // Before there is an organisation there is no server to reach.
      if (status === undefined || status.server.connected || status.state === 'waiting-for-organisation')
        return [];
      return status.server.lastContact === undefined
        ? [say('cannot.server.never')]
        : [say('cannot.server', { since: status.server.lastContact })];
    default:
      reach satisfies never;
      return [];
  }
}
