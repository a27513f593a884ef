import { execFileSync } from 'node:child_process';

/** An account of a person, made for this test, with a home of its own. */
export type Person = Disposable & { readonly name: string; readonly uid: number; readonly home: string };

/** Needs root. An account that an interrupted run left behind is taken away first. */
export function createPerson(name: string): Person {
  const remove = (): void => {
    try {
      execFileSync('/usr/sbin/userdel', ['--force', '--remove', name], { stdio: 'ignore' });
    } catch {
      // There is none.
    }
  };
  remove();
  execFileSync('/usr/sbin/useradd', ['--create-home', '--shell', '/bin/bash', name]);
  const uid = Number(execFileSync('/usr/bin/id', ['--user', name], { encoding: 'utf8' }));
  return { name, uid, home: `/home/${name}`, [Symbol.dispose]: remove };
}

/** The words before a command that make it run as that account. */
export const asAccount = (uid: number): readonly string[] => [
  '/usr/bin/setpriv',
  `--reuid=${uid}`,
  `--regid=${uid}`,
  '--clear-groups',
  '--',
];
