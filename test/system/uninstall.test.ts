import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createUninstall } from '#platform/uninstall/linux.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const victim = 'portvakt-test-victim';
const dependent = 'portvakt-test-dependent';
const essential = 'portvakt-test-essential';
const failing = 'portvakt-test-failing';

function run(program: string, ...args: readonly string[]): string {
  const ran = spawnSync(program, args, { encoding: 'utf8', timeout: 120_000 });
  if (ran.status !== 0) throw new Error(`${program} ${args.join(' ')}: ${ran.stderr}`);
  return ran.stdout;
}
const machine = (source: 'dpkg' | 'rpm', name: string) => ({ source, name, scope: 'machine' }) as const;

const hasDpkg = canRunAsRoot('uninstall with dpkg', { programs: ['/usr/bin/dpkg', '/usr/bin/dpkg-deb'] });
const hasRpm = canRunAsRoot('uninstall with rpm', { programs: ['/usr/bin/rpm', '/usr/bin/rpmbuild'] });

/** Installs a package that holds one file, with more lines in its control file. */
function installDeb(name: string, more = '', preRemoval?: string, file = `usr/share/${name}/file`): void {
  using folder = tempFolder();
  const root = join(folder.path, 'root');
  mkdirSync(join(root, 'DEBIAN'), { recursive: true });
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), 'x');
  const fields = `Package: ${name}\nVersion: 1\nArchitecture: all\nMaintainer: T <t@example.org>\nDescription: test\n`;
  writeFileSync(join(root, 'DEBIAN/control'), fields + more);
  if (preRemoval !== undefined) {
    writeFileSync(join(root, 'DEBIAN/prerm'), preRemoval);
    chmodSync(join(root, 'DEBIAN/prerm'), 0o755);
  }
  const deb = join(folder.path, 'a.deb');
  run('/usr/bin/dpkg-deb', '--root-owner-group', '-b', root, deb);
  run('/usr/bin/dpkg', '-i', deb);
}
/** `install ok installed`, or nothing. */
const debState = (name: string): string =>
  spawnSync('/usr/bin/dpkg-query', ['-W', '-f', '${Status}', name], { encoding: 'utf8' }).stdout;

describe.skipIf(!hasDpkg)('dpkg', () => {
  afterEach(() => {
    const script = `/var/lib/dpkg/info/${failing}.prerm`;
    rmSync(script, { force: true });
    const all = [dependent, victim, essential, failing].filter((name) => debState(name) !== '');
    if (all.length > 0) run('/usr/bin/dpkg', '--force-remove-essential', '--purge', ...all);
  });

  it('removes the package that is named, and says where there is none', async () => {
    installDeb(victim);
    const uninstall = createUninstall();
    expect(await uninstall.remove(machine('dpkg', victim))).toEqual({ ok: true, value: undefined });
    expect(debState(victim)).toBe('');
    expect(existsSync(`/usr/share/${victim}/file`)).toBe(false);
    // dpkg has nothing to do then, and does not call that a failure: the inventory tells.
    expect((await uninstall.remove(machine('dpkg', victim))).ok).toBe(true);
  });

  it('refuses what others depend on and what the system cannot do without, and leaves both as they were', async () => {
    installDeb(victim);
    installDeb(dependent, `Depends: ${victim}\n`);
    installDeb(essential, 'Essential: yes\n');
    for (const name of [victim, essential]) {
      expect(await createUninstall().remove(machine('dpkg', name))).toMatchObject({
        ok: false,
        fault: { code: 'needed-by-others' },
      });
      expect(debState(name)).toBe('install ok installed');
    }
    expect(debState(dependent)).toBe('install ok installed');
  });

  it.skipIf(existsSync('/usr/sbin/osqueryd'))(
    'refuses what holds a program that protects the PC, whatever it is called',
    async () => {
      installDeb(victim, '', undefined, 'usr/sbin/osqueryd');
      expect(await createUninstall().remove(machine('dpkg', victim))).toMatchObject({
        ok: false,
        fault: { code: 'needed-by-others' },
      });
      expect(debState(victim)).toBe('install ok installed');
    },
  );

  it('removes a package whose scripts say much', async () => {
    installDeb(victim, '', '#!/bin/sh\nhead -c 3000000 /dev/zero | tr "\\000" x\n');
    expect(await createUninstall().remove(machine('dpkg', victim))).toEqual({ ok: true, value: undefined });
    expect(debState(victim)).toBe('');
  });

  it('passes on what a package’s own script says', async () => {
    installDeb(failing, '', '#!/bin/sh\nexit 7\n');
    const removed = await createUninstall().remove(machine('dpkg', failing));
    expect(removed).toMatchObject({ ok: false, fault: { code: 'failed' } });
    expect(JSON.stringify(removed)).toContain('exit status 7');
  });

  it('is busy while another program holds the lock', async () => {
    installDeb(victim);
    const lock = `import fcntl, sys
f = open('/var/lib/dpkg/lock', 'w')
fcntl.lockf(f, fcntl.LOCK_EX)
print('held', flush=True)
sys.stdin.read()`;
    const holder = spawn('/usr/bin/python3', ['-c', lock], { stdio: ['pipe', 'pipe', 'inherit'] });
    const ended = once(holder, 'exit');
    try {
      await once(holder.stdout, 'data');
      expect(await createUninstall().remove(machine('dpkg', victim))).toMatchObject({
        ok: false,
        fault: { code: 'busy' },
      });
      expect(debState(victim)).toContain('installed');
    } finally {
      holder.stdin.end();
      await ended;
    }
  });
});

describe.skipIf(!hasRpm)('rpm', () => {
  const folder = '/var/lib/rpm';
  const before = existsSync(folder) ? readdirSync(folder) : [];
  afterEach(() => {
    spawnSync('/usr/bin/rpm', ['-e', '--nodeps', dependent, victim]);
    // On a machine without rpm packages the database is ours.
    if (before.length === 0 && existsSync(folder))
      for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
  });

  function installRpm(name: string, more = ''): void {
    using temp = tempFolder();
    const spec = `Name: ${name}\nVersion: 1\nRelease: 1\nSummary: t\nLicense: x\nBuildArch: noarch\n${more}%description\nt\n%files\n`;
    writeFileSync(join(temp.path, 'a.spec'), spec);
    const top = join(temp.path, 'top');
    run('/usr/bin/rpmbuild', '-bb', '--define', `_topdir ${top}`, join(temp.path, 'a.spec'));
    run('/usr/bin/rpm', '-i', '--nodeps', join(top, 'RPMS/noarch', `${name}-1-1.noarch.rpm`));
  }

  it('removes what nobody needs, and refuses what somebody does', async () => {
    installRpm(victim);
    installRpm(dependent, `Requires: ${victim}\n`);
    const uninstall = createUninstall();
    expect(await uninstall.remove(machine('rpm', victim))).toMatchObject({
      fault: { code: 'needed-by-others' },
    });
    expect((await uninstall.remove(machine('rpm', dependent))).ok).toBe(true);
    expect((await uninstall.remove(machine('rpm', victim))).ok).toBe(true);
    expect(await uninstall.remove(machine('rpm', victim))).toEqual({
      ok: false,
      fault: { code: 'not-installed' },
    });
  });
});
