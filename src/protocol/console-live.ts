import { Type, type Static } from 'typebox';
import { ShortText, strict } from '#policy/primitives.ts';
import { Announcement } from './announcement.ts';

/**
 * What the server tells a console that is open: a WebSocket at `livePath`, subprotocol `liveSubprotocol`, from a page of
 * this very server (its origin) with the session's cookie, or with an operator token as `Authorization: Bearer pvo_…`.
 * The console sends nothing. What it hears names things; it asks for them by the ordinary operations.
 */
export const livePath = '/api/live';
export const liveSubprotocol = 'portvakt-console.1';

export const LiveMessage = Type.Union([
  /** First, once. `version` is the server's: a console of another version should be loaded anew. */
  Type.Object({ type: Type.Literal('hello'), version: ShortText }, strict),
  Type.Object({ type: Type.Literal('announcement'), announcement: Announcement }, strict),
]);
export type LiveMessage = Static<typeof LiveMessage>;

/** Why the server ended the conversation, as WebSocket close codes. */
export const liveCloseCodes = {
  signedOut: { code: 4401, reason: 'this session has ended: sign in again' },
  tooSlow: { code: 4429, reason: 'what was told was not read in time: connect again and ask anew' },
  spoke: { code: 4400, reason: 'a console has nothing to say here' },
  draining: { code: 4101, reason: 'the server is going down: connect again' },
} as const;

export const liveLimits = {
  /** Consoles at a time. */
  sockets: 200,
  /** Unread bytes above which a reader is dropped. */
  unreadBytes: 262_144,
  pingEveryMs: 30_000,
} as const;
