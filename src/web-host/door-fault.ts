import type { Stats } from 'node:fs';

export type Looking = {
  /** Of this process. */
  readonly uid: number;
  /** `lstat`: links are not followed. */
  readonly look: (path: string) => Pick<Stats, 'isDirectory' | 'isSocket' | 'uid' | 'mode'>;
};

/** Why this door must not be used, or undefined where folder and socket belong to root, or both to this account. */
export function doorFault(folder: string, path: string, { uid, look }: Looking): string | undefined {
  if (!folder.startsWith('/')) return 'the folder of the door must be an absolute path';
  try {
    const outer = look(folder);
    if (!outer.isDirectory()) return `${folder} is not a folder`;
    if (outer.uid !== 0 && outer.uid !== uid) return `${folder} belongs to uid ${outer.uid}`;
    if ((outer.mode & 0o022) !== 0) return `${folder} can be written by others`;
    const door = look(path);
    if (!door.isSocket()) return `${path} is not a socket`;
    if (door.uid !== outer.uid) return `${path} belongs to uid ${door.uid}`;
    return undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return `there is no door at ${path} (${code})`;
  }
}
