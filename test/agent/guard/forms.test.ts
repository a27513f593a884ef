import { appendFileSync, chmodSync, chownSync, copyFileSync, linkSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Answer } from '#platform/exec-guard/gate-port.ts';
import type { Evidence } from '#policy/evidence.ts';
import { day, monday } from '#test/kit/policy-builder.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { running, tempHome, type Home } from '#test/platform/program-identity/real-files.ts';
import { JudgeStage, sleeperBan, type Asking, type Given } from './stage.ts';

const asRoot = canRunAsRoot('the judge of starts', {
  programs: ['/var/lib/dpkg/info/coreutils.list', '/usr/bin/setpriv'],
});
type Form = {
  readonly name: string;
  readonly given?: (home: Home) => Given;
  /** Makes the program; its path. */
  readonly make: (home: Home) => string;
  readonly asking?: Asking;
  /** Path that the kernel would tell, where the file lies in a folder that stands for `/`. */
  readonly told?: string;
  readonly args?: readonly string[];
  readonly expected: Answer;
};

const denyAll: Answer = { verdict: 'deny', scope: 'everybody' };
const denyAccount: Answer = { verdict: 'deny', scope: 'account' };
const allowAll: Answer = { verdict: 'allow', scope: 'everybody' };
const allowAccount: Answer = { verdict: 'allow', scope: 'account' };

function copy(home: Home, name: string, owner?: number): string {
  mkdirSync(dirname(home.at(name)), { recursive: true });
  copyFileSync('/bin/sleep', home.at(name));
  if (owner !== undefined) chownSync(home.at(name), owner, owner);
  return home.at(name);
}

/** A program of no app, for names and places that alone must decide. */
function nameless(home: Home, name: string, owner?: number): string {
  mkdirSync(dirname(home.at(name)), { recursive: true });
  copyFileSync('/usr/bin/perl', home.at(name));
  if (owner !== undefined) chownSync(home.at(name), owner, owner);
  return home.at(name);
}
/** A shell that starts nothing: it holds itself up. */
const waitsForInput = ['-c', 'kill -STOP $$'];
const waits = ['-e', 'sleep 60'];
/** Matchers and places alone: nothing inside the file may decide. */
const onlyPlaces = { apps: [] } as const;

const matcher = (...all: readonly Evidence[]): Given => {
  const { apps: _, ...rest } = sleeperBan();
  return { bans: [{ ...rest, matcher: { name: 'Sleeper', all: [...all] } }] };
};

const exemption = (account: string) => ({
  id: 'ab12ab12ab12ab12',
  ban: 'sleeper-ban',
  account,
  purpose: 'needs it',
  from: monday - day,
  until: monday + day,
  approvedBy: ['it'],
});

const kariAt = (home: Home): Given => ({
  accounts: [
    { name: 'kari', uid: 2001, home: home.home },
    { name: 'ola', uid: 2002, home: '/home/ola' },
  ],
});

const forms: readonly Form[] = [
  { name: 'a file of a banned package', make: () => '/usr/bin/sleep', expected: denyAll },
  {
    name: 'a renamed copy with bytes appended',
    make: (home) => {
      const path = copy(home, 'notes', 2001);
      appendFileSync(path, 'x'.repeat(4096));
      return path;
    },
    expected: denyAll,
  },
  {
    name: 'a hard link of a copy',
    make: (home) => {
      linkSync(copy(home, 'one', 2001), home.at('two'));
      return home.at('two');
    },
    expected: denyAll,
  },
  {
    name: 'a program known by its place in the home of who starts it',
    given: kariAt,
    make: (home) => nameless(home, 'Sleeper/Sleeper', 2001),
    args: waits,
    expected: denyAccount,
  },
  {
    name: 'a program in the home of somebody else',
    given: kariAt,
    make: (home) => nameless(home, 'Sleeper/Sleeper', 2001),
    asking: { uid: 2002 },
    args: waits,
    expected: allowAccount,
  },
  {
    name: 'a banned program, by the exempt one of two accounts',
    given: () => ({ exemptions: [exemption('kari')] }),
    make: () => '/usr/bin/sleep',
    expected: allowAccount,
  },
  {
    name: 'a banned program, by the other one of them',
    given: () => ({ exemptions: [exemption('kari')] }),
    make: () => '/usr/bin/sleep',
    asking: { uid: 2002 },
    expected: denyAccount,
  },
  {
    name: 'a banned program where nothing is known of the account',
    make: () => '/usr/bin/sleep',
    asking: { uid: 4_294_967_295 },
    expected: denyAll,
  },
  {
    name: 'a program in grace that has not begun',
    given: () => ({
      bans: [sleeperBan({ grace: { workingDays: 5, until: '2026-12-01' } })],
      installed: undefined,
    }),
    make: () => '/usr/bin/sleep',
    expected: allowAll,
  },
  {
    name: 'a ban that begins later',
    given: () => ({ bans: [sleeperBan({ from: '2026-06-01' })] }),
    make: () => '/usr/bin/sleep',
    expected: allowAll,
  },
  {
    name: 'a ban that warns',
    given: () => ({ bans: [sleeperBan({ effect: 'warn' })] }),
    make: () => '/usr/bin/sleep',
    expected: allowAll,
  },
  { name: 'a protected program', make: () => '/usr/bin/bash', args: waitsForInput, expected: allowAll },
  {
    name: 'a copy of a protected program in a home',
    make: (home) => {
      copyFileSync('/usr/bin/bash', home.at('bash'));
      chownSync(home.at('bash'), 2001, 2001);
      return home.at('bash');
    },
    args: waitsForInput,
    expected: allowAccount,
  },
  {
    name: 'a name alone that a ban describes',
    given: () => ({ ...matcher({ kind: 'exe-name', value: 'notes' }), ...onlyPlaces }),
    make: (home) => nameless(home, 'notes', 2001),
    args: waits,
    expected: allowAccount,
  },
  {
    name: 'a package that a ban describes',
    given: () => matcher({ kind: 'deb-package', value: 'coreutils' }),
    make: () => '/usr/bin/sleep',
    expected: denyAll,
  },
  {
    name: 'a path that a ban describes, of a package',
    given: () => matcher({ kind: 'exe-path', value: '/usr/bin/sleep' }),
    make: () => '/usr/bin/sleep',
    expected: denyAccount,
  },
  {
    name: 'another file while a ban describes a path',
    given: () => ({ ...matcher({ kind: 'exe-path', value: '/usr/bin/tail' }), ...onlyPlaces }),
    make: () => '/usr/bin/sleep',
    expected: allowAll,
  },
  {
    name: 'a program by a name and nothing else',
    make: (home) => nameless(home, 'Sleeper', 2001),
    args: waits,
    expected: allowAccount,
  },
  {
    name: 'a program whose data folder lies beside it',
    make: (home) => {
      mkdirSync(home.at('sleeper-data'));
      return nameless(home, 'Sleeper', 2001);
    },
    args: waits,
    expected: denyAccount,
  },
  {
    name: 'a file that was never read in',
    make: (home) => {
      const path = copy(home, 'locked', 2001);
      chmodSync(path, 0o111);
      return path;
    },
    expected: denyAll,
  },
  {
    name: 'a snap',
    given: (home) => ({ root: home.home }),
    make: (home) => nameless(home, 'snap/sleeper/12/bin/run'),
    told: '/snap/sleeper/12/bin/run',
    args: waits,
    expected: denyAll,
  },
  {
    name: 'a snap that is but a hint, with the app in it',
    given: (home) => ({ root: home.home }),
    make: (home) => copy(home, 'snap/sleeper-hearsay/12/bin/run'),
    told: '/snap/sleeper-hearsay/12/bin/run',
    expected: denyAccount,
  },
  {
    name: 'a snap that is but a hint, with something else in it',
    given: (home) => ({ root: home.home }),
    make: (home) => nameless(home, 'snap/sleeper-hearsay/12/bin/run'),
    told: '/snap/sleeper-hearsay/12/bin/run',
    args: waits,
    expected: allowAll,
  },
  {
    name: 'a flatpak, started from outside its sandbox',
    given: (home) => ({ root: home.home }),
    make: (home) => nameless(home, 'var/lib/flatpak/app/org.example.Sleeper/x86_64/stable/abc/files/bin/run'),
    told: '/var/lib/flatpak/app/org.example.Sleeper/x86_64/stable/abc/files/bin/run',
    args: waits,
    expected: denyAll,
  },
  {
    name: 'a program of no app',
    make: (home) => nameless(home, 'x', 2001),
    args: waits,
    expected: allowAccount,
  },
  { name: 'a program of another package', make: () => '/usr/bin/perl', args: waits, expected: allowAll },
];

describe.skipIf(!asRoot)('the judge of starts', () => {
  const whole = new JudgeStage();
  afterAll(() => whole[Symbol.asyncDispose]());
  /** Reading the package index takes a while: where the whole system is meant, once is enough. */
  const on = async (given: Given, use: (stage: JudgeStage) => Promise<void>): Promise<void> => {
    if (given.root === undefined) return use(await whole.take(given));
    await using own = new JudgeStage(given);
    // Disposed of when that has ended.
    return await use(await own.take(given));
  };
  const asks = ({ asking, told }: Form): Asking => ({
    ...asking,
    ...(told === undefined ? {} : { path: told }),
  });

  it.each(forms)('$name', async (form) => {
    using home = tempHome();
    await on(form.given?.(home) ?? {}, async (stage) => {
      const path = form.make(home);
      expect(await stage.ask(path, asks(form))).toEqual(form.expected);
      // What was found the first time does not change the answer of the second.
      expect(await stage.ask(path, asks(form))).toEqual(form.expected);
      expect(stage.complaints).toEqual([]);
    });
  });

  it('decides of every form as the agent does of the running program', async () => {
    const seen: string[] = [];
    for (const form of forms) {
      using home = tempHome();
      await on(form.given?.(home) ?? {}, async (stage) => {
        const path = form.make(home);
        const { verdict } = await stage.ask(path, asks(form));
        using program = await running(path, form.args ?? ['60']);
        const decision = await stage.cycleDecides(program.pid, asks(form));
        const agrees = (verdict === 'deny') === (decision?.effect === 'block');
        seen.push(`${form.name}: ${agrees ? 'agrees' : 'differs'}`);
      });
    }
    expect(seen).toEqual(forms.map(({ name }) => `${name}: agrees`));
  });
});
