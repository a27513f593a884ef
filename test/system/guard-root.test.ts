import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startDeadMan, type DeadMan } from '#test/kit/dead-man.ts';
import { basisOf, startGuardAgent, type GuardAgent } from '#test/kit/guard-agent.ts';
import { forms, formsNeed, whyNoForms } from '#test/kit/guard-forms.ts';
import { guardBans, guardTools, rootGround, telegram, type GuardTools } from '#test/kit/guard-ground.ts';
import { tryForm, type GuardGround } from '#test/kit/guard-tries.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { aloneOnTheMachine } from '#test/kit/root-lock.ts';
import { scratchMount } from '#test/kit/scratch-mount.ts';
import { asAccount, createPerson, type Person } from '#test/kit/tray-person.ts';

/**
 * The real guard and its judge on the whole machine, its root file system first: every form is refused there as well, and what a PC
 * does all day goes on. A dead man kills the guard should a test take longer than `seconds`.
 */
const seconds = 15;
const runs = canRunAsRoot('the guard on the root file system', { programs: formsNeed, also: whyNoForms });
const table: string[] = [];
const stack = new AsyncDisposableStack();
let person: Person;
let tools: GuardTools;
let place: GuardGround & Disposable;
let dead: DeadMan;
let guard: GuardAgent;

describe.runIf(runs)('the whole machine guarded', () => {
  beforeAll(async () => {
    stack.use(await aloneOnTheMachine());
    person = stack.use(createPerson('portvakt-root'));
    tools = stack.use(guardTools());
    place = stack.use(rootGround(tools, person));
    guard = stack.use(await startGuardAgent(undefined, { fuseSeen: true }));
    // Ended last but for the guard, which it watches.
    dead = stack.use(await startDeadMan());
    await dead.watch([guard.pid], seconds);
    expect(await guard.judgeBy(basisOf(guardBans, [person]))).toMatchObject({ kind: 'guarding' });
  });
  beforeEach(() => dead.watch([guard.pid], seconds));
  afterEach(() => expect(dead.struck).toBe(false));
  afterAll(async () => {
    await guard?.[Symbol.asyncDispose]();
    await stack.disposeAsync();
    console.log(table.join('\n'));
  });

  it.each(forms)('$form', async (form) => {
    const fate = await tryForm(place, form);
    table.push(`${form.form.padEnd(66)} /      ${fate}`);
    expect(fate).toBe((form.onRoot ?? form.ends) === 'before-start' ? 'refused before it ran' : 'ran');
  });

  describe('what goes on', () => {
    /** As root, or as the person; its output. Fails where anything was refused. */
    const root = (...words: readonly string[]): string => {
      const [program = '', ...rest] = words;
      const ran = spawnSync(program, rest, { encoding: 'utf8', timeout: 12_000, env: env() });
      expect(ran, `${words.join(' ')}: ${ran.stderr}`).toMatchObject({ status: 0 });
      return ran.stdout;
    };
    const asPerson = (...words: readonly string[]): string => root(...asAccount(person.uid), ...words);
    const env = (): Record<string, string> => ({
      PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      HOME: place.folder,
      LANG: 'C.UTF-8',
      DEBIAN_FRONTEND: 'noninteractive',
    });

    it('packages are installed and removed, also the banned one is read by root', () => {
      const tree = join(place.folder, 'package');
      mkdirSync(join(tree, 'DEBIAN'), { recursive: true });
      mkdirSync(join(tree, 'usr/share/doc/portvakt-test-package'), { recursive: true });
      const control = ['Package: portvakt-test-package', 'Version: 1', 'Architecture: all'];
      const rest = ['Maintainer: Nobody <nobody@example.org>', 'Description: a test', ''];
      writeFileSync(join(tree, 'DEBIAN/control'), [...control, ...rest].join('\n'));
      writeFileSync(join(tree, 'DEBIAN/postinst'), '#!/bin/sh\ntrue\n', { mode: 0o755 });
      const deb = '/var/tmp/portvakt-test-package.deb';
      root('/usr/bin/dpkg-deb', '--root-owner-group', '--build', tree, deb);
      try {
        root('/usr/bin/dpkg', '-i', deb);
        root('/usr/bin/apt-get', 'remove', '-y', '-qq', 'portvakt-test-package');
        root('/usr/bin/apt-get', 'install', '-y', '-qq', deb);
      } finally {
        root('/usr/bin/dpkg', '--purge', 'portvakt-test-package');
        root('/usr/bin/rm', '-f', deb);
      }
      // Root reads what a person may not even open.
      expect(root('/usr/bin/sha256sum', telegram)).toContain(telegram);
    });

    it('su, sudo, chroot, namespaces and sandboxes', () => {
      expect(root('/usr/bin/su', person.name, '--command', '/usr/bin/id --user')).toBe(`${person.uid}\n`);
      expect(root('/usr/bin/sudo', '-u', person.name, '/usr/bin/id', '--user')).toBe(`${person.uid}\n`);
      const { starter } = tools;
      expect(root('/usr/sbin/chroot', `--userspec=${person.uid}:${person.uid}`, '/', '/bin/true')).toBe('');
      root('/usr/bin/unshare', '--mount', '--pid', '--fork', '--mount-proc', '/bin/true');
      const ownTmpfs = 'mount -t tmpfs none /mnt && cp /bin/true /mnt && /mnt/true';
      asPerson('/usr/bin/unshare', '-Urm', '/bin/sh', '-c', ownTmpfs);
      const sandbox = ['/usr/bin/bwrap', '--ro-bind', '/', '/', '--dev', '/dev', '--proc', '/proc'];
      expect(asPerson(...sandbox, '--unshare-all', starter, 'path', '/bin/true')).toMatch(/^ran$/mu);
    });

    it('a flatpak that is not banned', () => {
      const installation = join(place.folder, 'flatpak');
      tools.flatpaks.install('org.example.Allowed', { installation, home: place.folder, uid: person.uid });
      root('/usr/bin/chown', `${person.uid}`, place.folder);
      const words = ['/usr/bin/env', `FLATPAK_USER_DIR=${installation}`, `XDG_RUNTIME_DIR=${place.folder}`];
      const run = ['flatpak', 'run', '--branch=1', 'org.example.Allowed', 'path', '/app/bin/starter'];
      expect(asPerson(...words, ...run)).toMatch(/^ran$/mu);
    });

    it('fifty files are compiled, a thousand small programs are started', () => {
      const folder = join(place.folder, 'compile');
      mkdirSync(folder);
      chmodSync(folder, 0o777);
      writeFileSync(join(folder, 'x.c'), 'int main(void) { return 0; }\n');
      const compile = 'for i in $(seq 50); do gcc -c -o x$i.o x.c; done; gcc -o x x1.o; ./x';
      const thousand = 'i=0; while [ $i -lt 1000 ]; do /bin/true; i=$((i+1)); done; echo $i';
      expect(asPerson('/bin/sh', '-ec', `cd '${folder}'; ${compile}; ${thousand}`)).toBe('1000\n');
    });

    it('packages of npm are installed, with scripts and programs of their own', () => {
      const folder = join(place.folder, 'npm');
      const names = Array.from({ length: 12 }, (_, index) => `package-${index}`);
      for (const name of names) {
        const own = join(folder, 'packages', name);
        mkdirSync(own, { recursive: true });
        const postinstall = 'node program.js && sh -c "true; /bin/true"';
        const rest = { version: '1.0.0', bin: { [name]: 'program.js' }, scripts: { postinstall } };
        writeFileSync(join(own, 'package.json'), JSON.stringify({ name, ...rest }));
        const program = `#!/usr/bin/env node\nrequire('fs').writeFileSync('done', '${name}');\n`;
        writeFileSync(join(own, 'program.js'), program, { mode: 0o755 });
      }
      const dependencies = Object.fromEntries(names.map((name) => [name, `file:packages/${name}`]));
      const all = { name: 'all', version: '1.0.0', dependencies };
      writeFileSync(join(folder, 'package.json'), JSON.stringify(all));
      root('/usr/bin/chown', '--recursive', `${person.uid}`, folder);
      const node = dirname(realpathSync(process.execPath));
      const install = 'npm install --offline --no-audit --no-fund --install-links --foreground-scripts';
      const words = `cd '${folder}'; PATH='${node}':$PATH; ${install}; npm exec --offline package-3; cat done`;
      expect(asPerson('/bin/sh', '-ec', words)).toContain('package-3');
      for (const name of names)
        expect(readFileSync(join(folder, 'node_modules', name, 'done'), 'utf8')).toBe(name);
    });

    it('file systems come and go, and our marks do not hold them', () => {
      for (const kind of ['ext4', 'xfs', 'tmpfs'] as const) {
        using scratch = scratchMount(kind, 320);
        const program = join(scratch.path, 'true');
        root('/usr/bin/cp', '/bin/true', program);
        asPerson(program);
        // At once: nothing that we hold makes it busy.
        expect(root('/usr/bin/umount', scratch.path)).toBe('');
        // It goes by itself a second time, so there must be something to take away.
        root('/usr/bin/mount', '-t', 'tmpfs', 'none', scratch.path);
      }
    });

    it('Chromium shows a page', () => {
      const page = join(place.folder, 'page.html');
      writeFileSync(page, '<title>x</title><script>document.write("<p>" + 6 * 7 + "</p>")</script>');
      const profile = join(place.folder, 'chromium');
      mkdirSync(profile);
      root('/usr/bin/chown', `${person.uid}`, profile);
      const quiet = ['--headless=new', '--disable-gpu', `--user-data-dir=${profile}`, '--dump-dom'];
      expect(asPerson('/usr/bin/chromium', ...quiet, `file://${page}`)).toContain('<p>42</p>');
    });

    it('nothing but the banned was refused, and nothing let through for want of time', async () => {
      const others = guard.denied.filter(
        ({ path, uid }) =>
          uid !== person.uid ||
          !/telegram|notes|Telegram|early|real|linked|next|portvakt-canary|\/p$/u.test(path),
      );
      expect(others).toEqual([]);
      expect(await guard.counts()).toMatchObject({ timedOut: 0, crowded: 0, gaps: 0 });
    });
  });

  it('ends with its agent: what was refused starts', async () => {
    await guard[Symbol.asyncDispose]();
    const [itself] = forms;
    if (itself === undefined) throw new Error('no form');
    expect(await tryForm(place, itself)).toBe('ran');
    expect(() => execFileSync('/bin/true')).not.toThrow();
  });
});
