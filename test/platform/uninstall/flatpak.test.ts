import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createUninstall } from '#platform/uninstall/linux.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const flatpak = '/usr/bin/flatpak';
const missing = !existsSync(flatpak);
if (missing && process.env['CI'] === 'true')
  throw new Error('the flatpak suite needs the Debian package flatpak');

const id = 'org.example.Removable';

/** A flatpak in folders of its own: nothing of this machine is touched. */
class Stage implements Disposable {
  readonly folder = tempFolder();
  readonly home = join(this.folder.path, 'home');
  readonly env = {
    PATH: '/usr/bin:/bin',
    HOME: this.home,
    XDG_DATA_HOME: join(this.home, '.local/share'),
    XDG_CACHE_HOME: join(this.home, '.cache'),
    FLATPAK_SYSTEM_DIR: join(this.folder.path, 'system'),
  };
  readonly data = join(this.home, '.var/app', id, 'data/letter');
  readonly uninstall = createUninstall({
    personEnv: this.env,
    machineEnv: { FLATPAK_SYSTEM_DIR: this.env.FLATPAK_SYSTEM_DIR },
  });

  constructor(where: '--user' | '--system') {
    const build = join(this.folder.path, 'build');
    mkdirSync(join(build, 'files/bin'), { recursive: true });
    mkdirSync(join(build, 'export'), { recursive: true });
    mkdirSync(join(this.data, '..'), { recursive: true });
    writeFileSync(this.data, 'personal');
    writeFileSync(
      join(build, 'metadata'),
      `[Application]\nname=${id}\nruntime=org.x.Platform/x86_64/1\ncommand=x\n`,
    );
    const repository = join(this.folder.path, 'repository');
    this.run('build-export', repository, build);
    this.run(where, 'remote-add', '--no-gpg-verify', 'local', repository);
    this.run(where, 'install', '-y', '--no-deps', '--no-related', 'local', id);
  }
  run(...args: readonly string[]): string {
    const ran = spawnSync(flatpak, args, { encoding: 'utf8', env: this.env, timeout: 60_000 });
    if (ran.status !== 0) throw new Error(`flatpak ${args[0]}: ${ran.stderr}`);
    return ran.stdout;
  }
  list(where: '--user' | '--system'): string {
    return this.run('list', where, '--app', '--columns=application').trim();
  }
  [Symbol.dispose](): void {
    this.folder[Symbol.dispose]();
  }
}

describe.skipIf(missing)('a real flatpak (needs the Debian package flatpak)', () => {
  it.each([
    ['person', '--user'],
    ['machine', '--system'],
  ] as const)('of the %s is removed, and the person’s data stays', async (scope, where) => {
    using at = new Stage(where);
    expect(at.list(where)).toBe(id);
    const what = { source: 'flatpak', name: id, scope } as const;
    expect(await at.uninstall.remove(what)).toEqual({ ok: true, value: undefined });
    expect(at.list(where)).toBe('');
    expect(existsSync(at.data)).toBe(true);
    expect(await at.uninstall.remove(what)).toEqual({ ok: false, fault: { code: 'not-installed' } });
  });

  it('of the machine is not taken for the person’s own', async () => {
    using at = new Stage('--system');
    const removed = await at.uninstall.remove({ source: 'flatpak', name: id, scope: 'person' });
    expect(removed).toEqual({ ok: false, fault: { code: 'not-installed' } });
    expect(at.list('--system')).toBe(id);
  });

  it('is removed one at a time', async () => {
    using at = new Stage('--user');
    const what = { source: 'flatpak', name: id, scope: 'person' } as const;
    const [first, second] = await Promise.all([at.uninstall.remove(what), at.uninstall.remove(what)]);
    expect(first.ok).toBe(true);
    expect(second).toMatchObject({ ok: false, fault: { code: 'busy' } });
  });
});
