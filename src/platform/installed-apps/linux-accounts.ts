import type { Account } from '#platform/sessions/port.ts';
import type { Disk } from './linux-disk.ts';

/** People's accounts in a passwd file (and root's): system accounts have lower uids, nobody and its like higher ones. */
export function parsePasswd(passwd: Buffer): readonly Account[] {
  return passwd
    .toString('utf8')
    .split('\n')
    .flatMap((line) => {
      const [name = '', , uidText = '', gidText = '', , home = ''] = line.split(':');
      const uid = Number(uidText);
      const gid = Number(gidText);
      const person = uidText !== '' && Number.isInteger(uid) && (uid === 0 || isPerson(uid));
      return person && name !== '' && /^\/./.test(home) ? [{ name, uid, gid, home }] : [];
    });
}

/**
 * Accounts whose home lies on this disk. Those of a directory service are in no passwd file: they are known by the
 * owner of a folder under `/home`. Homes come without links, two accounts with one home count once. One of those `before`
 * stays while its home is only out of sight: encrypted, and its owner logged out.
 */
export function readAccounts(disk: Disk, before: readonly Account[] = []): readonly Account[] {
  const readPasswd = disk.parser({ limit: 8 * 1024 * 1024 }, parsePasswd);
  const byHome = new Map<string, Account>();
  const add = (account: Account): void => {
    // A home that may hang is not touched; that it cannot be read is for its parts to say.
    if (!disk.hangs(account.home) && disk.lstat(account.home) === undefined) return;
    const home = disk.resolve(account.home);
    if (!byHome.has(home)) byHome.set(home, { ...account, home });
  };
  const listed = readPasswd('/etc/passwd') ?? [];
  for (const account of listed) add(account);
  for (const { name, kind } of disk.list('/home')?.entries ?? []) {
    const home = `/home/${name}`;
    const stats = kind === 'folder' && !byHome.has(home) ? disk.lstat(home) : undefined;
    if (stats !== undefined && isPerson(stats.uid)) add({ name, uid: stats.uid, gid: stats.gid, home });
  }
  const here = new Set([...byHome.values()].map(({ uid }) => uid));
  for (const account of before) {
    if (here.has(account.uid)) continue;
    const known = listed.some(({ name, uid }) => name === account.name && uid === account.uid);
    const away = known || homeImages.some((ending) => disk.lstat(account.home + ending) !== undefined);
    if (away) byHome.set(account.home, account);
  }
  return [...byHome.values()];
}

/** Where systemd-homed keeps a home that is not activated: no passwd file knows its account. */
const homeImages = ['.home', '.homedir'];

function isPerson(uid: number): boolean {
  return uid >= 1000 && uid !== 65534 && uid !== 65535;
}
