import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { asAccount } from './tray-person.ts';
import { top } from './system-under-test.ts';
import { electronForTests } from './tray-electron.ts';

/** A home and a way to start Electron for another account of this PC. */
export type OtherAccount = { readonly program: string; readonly home: string };
export type OtherAccounts = Disposable & {
  /** `home`: the account's own, where it has one. */
  account(uid: number, home?: string): OtherAccount;
};

/** What every account of this PC may read, from the root folder down. */
function mayBeReadByAll(path: string): boolean {
  for (let at = path; at !== '/'; at = dirname(at)) if ((statSync(at).mode & 0o005) !== 0o005) return false;
  return true;
}

/** Why no other account can start the tray here; undefined where one can. */
export function whyNoOtherAccount(): string | undefined {
  return mayBeReadByAll(top) ? undefined : `needs ${top} to be readable by other accounts`;
}

/** Lends Electron to other accounts: hard links where its files are, so that nothing large is copied. */
export function lendElectron(): OtherAccounts {
  const folder = mkdtempSync('/tmp/portvakt-accounts-');
  chmodSync(folder, 0o755);
  const original = dirname(electronForTests());
  const lent = join(folder, 'electron');
  try {
    execFileSync('/usr/bin/cp', ['-al', original, lent], { stdio: 'ignore' });
  } catch {
    cpSync(original, lent, { recursive: true });
  }
  return {
    account(uid, home = join(folder, `home-${uid}`)) {
      for (const one of [home, join(home, '.runtime')]) {
        mkdirSync(one, { recursive: true, mode: 0o700 });
        chownSync(one, uid, uid);
      }
      const program = join(folder, `electron-as-${uid}`);
      const words = [...asAccount(uid), join(lent, 'electron')];
      writeFileSync(
        program,
        `#!/bin/sh
exec ${words.join(' ')} "$@"
`,
      );
      chmodSync(program, 0o755);
      return { program, home };
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
