import { chmodSync, lstatSync, mkdirSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Door } from './port.ts';

/** The admin door stands in a folder that only its owner can enter, so it is never open for a moment, whatever the umask. */
export const doorPath = (door: Door, folder: string): string =>
  door === 'admin' ? join(folder, 'admin', 'admin.sock') : join(folder, `${door}.sock`);

function lstatIfThere(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

/** Why a folder must not be used, or undefined where only `owner` can put anything into it. */
function folderFault(folder: string, stats: Stats, owners: readonly number[]): string | undefined {
  if (!stats.isDirectory()) return `${folder} is not a folder`;
  if (!owners.includes(stats.uid)) return `${folder} belongs to uid ${stats.uid}`;
  if ((stats.mode & 0o022) !== 0) return `${folder} can be written by others`;
  return undefined;
}

/** Makes the folders of a door where they are missing; throws where somebody else has made them. */
export function prepareFolder(door: Door, folder: string, uid: number): void {
  const path = doorPath(door, folder);
  ensure(folder, uid === 0 ? 0o755 : 0o700, uid);
  if (dirname(path) !== folder) ensure(dirname(path), 0o700, uid);
}

function ensure(folder: string, mode: number, uid: number): void {
  if (lstatIfThere(folder) === undefined) {
    mkdirSync(folder, { recursive: true, mode });
    // What the umask took away; nobody else could have replaced it unless its parent is theirs, which is checked next.
    chmodSync(folder, mode);
  }
  const fault = folderFault(folder, lstatSync(folder), [uid]);
  if (fault !== undefined) throw new Error(`local endpoint: ${fault}`);
}

export type DoorTrust =
  | { readonly kind: 'trusted'; readonly owner: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'untrusted'; readonly why: string }
  | { readonly kind: 'not-permitted' };

/** Whether folder and socket belong to one trusted account: root, or whoever asks. Links are not followed. */
export function inspectDoor(door: Door, folder: string, uid: number): DoorTrust {
  const path = doorPath(door, folder);
  try {
    const stats = lstatIfThere(folder);
    if (stats === undefined) return { kind: 'missing' };
    const why = folderFault(folder, stats, [0, uid]);
    if (why !== undefined) return { kind: 'untrusted', why };
    const inner = dirname(path) === folder ? stats : lstatIfThere(dirname(path));
    if (inner === undefined) return { kind: 'missing' };
    const whyInner = folderFault(dirname(path), inner, [stats.uid]);
    if (whyInner !== undefined) return { kind: 'untrusted', why: whyInner };
    const socket = lstatIfThere(path);
    if (socket === undefined) return { kind: 'missing' };
    if (!socket.isSocket()) return { kind: 'untrusted', why: `${path} is not a socket` };
    if (socket.uid !== stats.uid) return { kind: 'untrusted', why: `${path} belongs to uid ${socket.uid}` };
    return { kind: 'trusted', owner: stats.uid };
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EACCES')
      return { kind: 'not-permitted' };
    throw error;
  }
}
