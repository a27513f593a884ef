import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Account } from '#platform/sessions/port.ts';

/** A folder that stands for `/`, filled by the test and removed with it. */
export type FakeRoot = Disposable & {
  readonly root: string;
  at(path: string): string;
  folder(path: string): void;
  file(path: string, content: string | Buffer): void;
  program(path: string, content?: Buffer): void;
  link(path: string, target: string): void;
  remove(path: string): void;
};

/** What needs other accounts is tried by root only; CI runs the suite as root. */
export const isRoot = process.getuid?.() === 0;

export const anna: Account = { name: 'anna', uid: 1001, gid: 1001, home: '/home/anna' };
export const bo: Account = { name: 'bo', uid: 1002, gid: 1002, home: '/home/bo' };

export function fakeRoot(): FakeRoot {
  const root = mkdtempSync(join(tmpdir(), 'portvakt-apps-'));
  const at = (path: string): string => join(root, path);
  const file = (path: string, content: string | Buffer): void => {
    mkdirSync(dirname(at(path)), { recursive: true });
    writeFileSync(at(path), content);
  };
  const folder = (path: string): void => void mkdirSync(at(path), { recursive: true });
  for (const account of [anna, bo]) {
    folder(account.home);
    if (isRoot) chownSync(at(account.home), account.uid, account.gid);
  }
  file(
    '/etc/passwd',
    [
      'root:x:0:0:root:/root:/bin/bash',
      'daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin',
      'anna:x:1001:1001:Anna:/home/anna:/bin/bash',
      'bo:x:1002:1002:Bo:/home/bo:/bin/bash',
      'nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin',
      '',
    ].join('\n'),
  );
  return {
    root,
    at,
    folder,
    file,
    program: (path, content = elfHead()) => {
      file(path, content);
      chmodSync(at(path), 0o755);
    },
    link: (path, target) => {
      mkdirSync(dirname(at(path)), { recursive: true });
      symlinkSync(target, at(path));
    },
    remove: (path) => rmSync(at(path), { recursive: true, force: true }),
    [Symbol.dispose]: () => rmSync(root, { recursive: true, force: true, maxRetries: 5 }),
  };
}

/** Enough of an ELF program for a reader of heads. */
export function elfHead(kind: 'elf' | 'appimage' = 'elf'): Buffer {
  const head = Buffer.alloc(8192);
  head.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]);
  if (kind === 'appimage') head.set([0x41, 0x49, 2], 8);
  head.writeUInt16LE(2, 16);
  return head;
}
