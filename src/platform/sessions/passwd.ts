import type { Account } from './port.ts';

export type PasswdEntry = Account & { readonly shell: string };

/** Lines that are not an entry (comments, NIS marks, broken ones) are left out. */
export function parsePasswd(text: string): readonly PasswdEntry[] {
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid, , home, shell] = line.split(':');
    if (name === undefined || name === '' || home === undefined || shell === undefined) return [];
    if (uid === undefined || gid === undefined || !/^\d{1,10}$/.test(uid) || !/^\d{1,10}$/.test(gid))
      return [];
    return [{ name, uid: Number(uid), gid: Number(gid), home, shell: shell.trim() }];
  });
}

/** The range that Debian, Fedora and SUSE give to people. */
const firstPerson = 1000;
const afterLastPerson = 60_000;
const noShell = /\/(nologin|false|sync|shutdown|halt)$/;

/** Root, and whoever can log in and has a home of their own. */
export function isPerson({ uid, home, shell }: PasswdEntry): boolean {
  if (!home.startsWith('/') || home === '/' || noShell.test(shell)) return false;
  return uid === 0 || (uid >= firstPerson && uid < afterLastPerson);
}
