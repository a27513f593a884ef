import type { Outcome } from '#policy/outcome.ts';

/**
 * `tray`: any account, sees its own records only. `admin`: root or Administrators. `browser`: any account's browsers, by
 * way of their native host, which passes bytes on unread: so its frames are those of native messaging.
 */
export type Door = 'tray' | 'admin' | 'browser';
/** Doors at which requests are answered one by one. */
export type RequestDoor = Exclude<Door, 'browser'>;

/** Who called, told by the kernel and by nobody else. */
export type Caller = { readonly uid: number; readonly gid: number; readonly pid: number };

/** Frames are length-prefixed (u32; big endian, at the `browser` door the machine's order) UTF-8 JSON of at most `localFrameLimit` bytes. */
export interface LocalConnection extends Disposable {
  /** Undefined where the system gives no proof: such a caller gets no personal record. */
  readonly caller: Caller | undefined;
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onClose(listener: (why: string) => void): void;
}

export type DialFault =
  | { readonly code: 'not-running' }
  | { readonly code: 'untrusted-owner'; readonly why: string }
  | { readonly code: 'not-permitted' };

export interface LocalEndpoint {
  /** Opens a door under `folder`; tray and browser door 0666 in a root-owned folder, admin door 0600. Removes a stale socket of its own only. */
  listen(
    door: Door,
    folder: string,
    onConnection: (connection: LocalConnection) => void,
  ): Promise<AsyncDisposable>;
  /** Calls the agent. Checks first that socket and folder belong to root or, in user mode, to the caller. */
  dial(door: Door, folder: string): Promise<Outcome<LocalConnection, DialFault>>;
}
export const localFrameLimit = 1_048_576;
