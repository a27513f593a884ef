import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { FlatpakRepo } from './flatpak-repo.ts';
import { asAccount, type Person } from './tray-person.ts';

/**
 * Which layer ends it: the guard before it runs; the agent after its start; `one-or-other` where that depends on what the guard had
 * time to see; nobody.
 */
export type Layer = 'before-start' | 'after-start' | 'one-or-other' | 'nobody';

export type Form = {
  readonly form: string;
  readonly ends: Layer;
  /** Where it lies on the machine's own file system under its usual path, and that says something else of it. */
  readonly onRoot?: Layer;
  /** Lays it out and gives the command that starts it. */
  readonly lay: (place: GuardPlace) => readonly string[];
  /** The command begins as root and becomes the person by itself; without it the whole command is the person's. */
  readonly asRoot?: true;
};

/** What became of a program that somebody tried to start. */
export type Fate = 'refused before it ran' | 'ended after its start' | 'ran' | `unclear: ${string}`;

/** Forms that mount something. */
export const mountedForms = ['fuse', 'snap', 'overlay', 'bind', 'read-only'] as const;
export type MountedForm = (typeof mountedForms)[number];

/** Where a form is laid out: a folder on the file system in question, which goes with everything in it when the stack is disposed of. */
export type GuardPlace = {
  /** The installed program: `/usr/bin/telegram-desktop`, or its like on a scratch mount. */
  readonly subject: string;
  /** A file with the program's content that nobody asks about while it is copied by root. */
  readonly telegram: string;
  /** A person's copy, made before anything was banned. */
  readonly early: string;
  readonly starter: string;
  readonly squashfs: string;
  readonly uid: number;
  readonly personWords: readonly string[];
  /** How long a program that ran waits for somebody to end it. */
  readonly patienceMs: number;
  readonly stack: DisposableStack;
  at(name: string): string;
  /** Makes it, for everybody to enter and the person to write. */
  folder(name: string): string;
  /** A fresh copy of the program, root's and for all to start, or the person's. */
  copy(name: string, owner?: 'person'): string;
  /** Where the form mounts something: a point that the guard was told of where it is told which to mark. */
  point(of: MountedForm): string;
  installFlatpak(id: string): void;
  asPerson(words: readonly string[]): void;
  /** Starts it as the person and forgets what became of it. */
  tryOnce(words: readonly string[]): void;
};

/** What all the forms on one file system have in common. */
export type GuardGround = Pick<
  GuardPlace,
  'subject' | 'telegram' | 'early' | 'starter' | 'squashfs' | 'point'
> & { readonly person: Person; readonly folder: string; readonly flatpaks: FlatpakRepo };

const envOf = (home: string): Readonly<Record<string, string>> => ({
  PATH: '/usr/bin:/bin:/usr/sbin:/sbin',
  HOME: home,
  XDG_RUNTIME_DIR: home,
  FLATPAK_USER_DIR: join(home, '.flatpak'),
  QT_QPA_PLATFORM: 'offscreen',
  LANG: 'C.UTF-8',
});

/** Lays the form out, lets the person start it, and clears away. */
export async function tryForm(ground: GuardGround, form: Form, patienceMs = 0): Promise<Fate> {
  using stack = new DisposableStack();
  const { person } = ground;
  const base = mkdtempSync(join(ground.folder, 'form-'));
  stack.defer(() => rmSync(base, { recursive: true, force: true }));
  chmodSync(base, 0o755);
  chownSync(base, person.uid, person.uid);
  const at = (name: string): string => join(base, name);
  const personWords = asAccount(person.uid);
  const env = envOf(base);
  const place: GuardPlace = {
    ...ground,
    at,
    uid: person.uid,
    personWords,
    patienceMs,
    stack,
    folder: (name) => {
      mkdirSync(at(name), { recursive: true });
      chownSync(at(name), person.uid, person.uid);
      return at(name);
    },
    copy: (name, owner) => {
      execFileSync('/usr/bin/cp', [ground.telegram, at(name)]);
      chmodSync(at(name), 0o755);
      if (owner === 'person') chownSync(at(name), person.uid, person.uid);
      return at(name);
    },
    installFlatpak: (id) =>
      ground.flatpaks.install(id, { installation: at('.flatpak'), home: base, uid: person.uid }),
    asPerson: (words) => {
      const [program, ...rest] = [...personWords, ...words];
      execFileSync(program ?? '', rest, { env, stdio: 'ignore' });
    },
    tryOnce: (words) => {
      const [program, ...rest] = [...personWords, ...words];
      spawnSync(program ?? '', rest, { env, stdio: 'ignore', timeout: 10_000 });
    },
  };
  const words = form.lay(place);
  return await fateOf(form.asRoot ? words : [...personWords, ...words], {
    ...env,
    STARTER_PATIENCE_MS: String(patienceMs),
  });
}

/** Programs that go on by themselves are ended this long after everybody's patience. */
const longest = 5_000;

/** Starts it and reads what became of it from what it, or whoever was to start it, said. */
export function fateOf(words: readonly string[], env: Readonly<Record<string, string>>): Promise<Fate> {
  const [program = '', ...rest] = words;
  return new Promise((resolve) => {
    const patience = Number(env['STARTER_PATIENCE_MS'] ?? 0);
    const options = { env: { ...env }, timeout: patience + longest, killSignal: 'SIGKILL' } as const;
    execFile(program, rest, options, (fault, stdout, stderr) => {
      const said = `${stdout}\n${stderr}`;
      const signal = fault?.signal;
      if (/^(refused|unreadable) 1$|Operation not permitted/mu.test(said)) resolve('refused before it ran');
      else if (/^signal 9$/mu.test(said)) resolve('ended after its start');
      else if (/^ran$|error while loading shared libraries/mu.test(said) || fault?.killed === true)
        resolve('ran');
      else
        resolve(`unclear: ${basename(program)} ${signal ?? fault?.code ?? 0} ${said.trim().slice(0, 300)}`);
    });
  });
}
