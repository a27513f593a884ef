import { mkdirSync, mkdtempDisposableSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSessions } from '#platform/sessions/linux.ts';
import { parsePasswd } from '#platform/sessions/passwd.ts';

const passwd = `root:x:0:0:root:/root:/bin/bash
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
kari:x:1000:1000:Kari Nordmann,,,:/home/kari:/bin/bash
ola:x:1001:1001::/home/ola:
mailbox:x:1002:1002::/home/mailbox:/usr/sbin/nologin
never:x:1003:1003::/home/never:/bin/bash
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
+::::::
# comment
broken:x:abc:1::/home/broken:/bin/sh
`;

function fakeRoot(): Disposable & { readonly path: string } {
  const folder = mkdtempDisposableSync(join(tmpdir(), 'portvakt-sessions-'));
  for (const home of ['etc', 'root', 'home/kari', 'home/ola', 'home/mailbox', 'home/broken']) {
    mkdirSync(join(folder.path, home), { recursive: true });
  }
  writeFileSync(join(folder.path, 'etc/passwd'), passwd);
  return { path: folder.path, [Symbol.dispose]: () => folder.remove() };
}

describe('accounts', () => {
  it('are those of people with a home, and root', () => {
    using root = fakeRoot();
    expect(createSessions({ root: root.path }).accounts()).toEqual([
      { name: 'root', uid: 0, gid: 0, home: '/root' },
      { name: 'kari', uid: 1000, gid: 1000, home: '/home/kari' },
      { name: 'ola', uid: 1001, gid: 1001, home: '/home/ola' },
    ]);
  });

  it('have a name each, system accounts too, and a number where there is none', () => {
    using root = fakeRoot();
    const sessions = createSessions({ root: root.path });
    expect([0, 1, 1000, 4711].map((uid) => sessions.nameOf(uid))).toEqual(['root', 'daemon', 'kari', '4711']);
  });

  it('are read again once the file was replaced, and stand while it is missing', () => {
    using root = fakeRoot();
    const sessions = createSessions({ root: root.path });
    expect(sessions.nameOf(1000)).toBe('kari');
    const path = join(root.path, 'etc/passwd');
    renameSync(path, `${path}-`);
    expect(sessions.nameOf(1000)).toBe('kari');
    writeFileSync(`${path}+`, passwd.replace('kari', 'knut'));
    renameSync(`${path}+`, path);
    expect(sessions.nameOf(1000)).toBe('knut');
  });

  it('stay known while a home is out of sight, and are not looked for again at every question', () => {
    using root = fakeRoot();
    const sessions = createSessions({ root: root.path });
    const before = sessions.accounts();
    renameSync(join(root.path, 'home/kari'), join(root.path, 'home/.away'));
    expect(sessions.accounts()).toBe(before);
  });

  it('show the first of several names for one uid, as the system does', () => {
    using root = fakeRoot();
    writeFileSync(join(root.path, 'etc/passwd'), `${passwd}toor:x:0:0::/root:/bin/sh\n`);
    expect(createSessions({ root: root.path }).nameOf(0)).toBe('root');
  });

  it('of this very system hold root', () => {
    expect(createSessions().nameOf(0)).toBe('root');
  });

  it('come out of no line that is not an entry', () => {
    expect(parsePasswd('\n:::\nx\n::0:0::/:/bin/sh\n')).toEqual([]);
  });
});
