import type { Announcement } from '#protocol/announcement.ts';

export type LinkState = 'connecting' | 'live' | 'lost' | 'ended';
export type Heard = {
  readonly onState: (state: LinkState) => void;
  readonly onAnnouncement: (announcement: Announcement) => void;
};

/** The subprotocol and the code of a session that ended: `protocol/console-live.ts`. */
const subprotocol = 'portvakt-console.1';
const sessionEnded = 4401;
const longestWaitMs = 30_000;

/** Full jitter, so that browsers do not come back all at once when a server restarts; doubling from 1 s to 30 s. */
export const waitBefore = (attempt: number, random: number): number =>
  Math.round(random * Math.min(longestWaitMs, 1_000 * 2 ** Math.min(attempt, 6)));

/** Listens until the function that it returns is called. */
export function listenLive(address: string, heard: Heard): () => void {
  let socket: WebSocket | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let attempt = 0;
  let over = false;

  const connect = (): void => {
    socket = new WebSocket(address, subprotocol);
    socket.onopen = () => {
      attempt = 0;
      heard.onState('live');
    };
    socket.onmessage = ({ data }) => {
      const announcement = announcementIn(data);
      if (announcement !== undefined) heard.onAnnouncement(announcement);
    };
    socket.onclose = ({ code }) => {
      if (over) return;
      if (code === sessionEnded) return heard.onState('ended');
      heard.onState('lost');
      timer = setTimeout(connect, waitBefore(attempt, Math.random()));
      attempt += 1;
    };
  };
  heard.onState('connecting');
  connect();
  return () => {
    over = true;
    clearTimeout(timer);
    socket?.close();
  };
}

/** Our own server speaks here; what is not an announcement is passed over, as a newer server may say more. */
export function announcementIn(data: unknown): Announcement | undefined {
  if (typeof data !== 'string') return undefined;
  try {
    const message: unknown = JSON.parse(data);
    if (typeof message !== 'object' || message === null || !('type' in message)) return undefined;
    if (message.type !== 'announcement' || !('announcement' in message)) return undefined;
    return message.announcement as Announcement;
  } catch {
    // Not JSON: nothing that this console knows.
    return undefined;
  }
}
