import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempDisposableSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installRoot as darwinRoot } from '#platform/install-root/darwin.ts';
import { installRoot } from '#platform/install-root/linux.ts';
import { prepareInstallRoot } from '#platform/install-root/prepare.ts';
import { installRoot as win32Root } from '#platform/install-root/win32.ts';
import type { InstallRoot } from '#platform/install-root/port.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';

const own = process.geteuid?.() ?? 0;
const asRoot = canRunAsRoot('a squatted folder under /tmp');

describe('folders of an installation', () => {
  it('are the system’s as root, whatever the environment says', () => {
    expect(installRoot({ uid: 0, env: { XDG_STATE_HOME: '/home/kari/state', HOME: '/root' } })).toEqual({
      mode: 'system',
      state: '/var/lib/portvakt',
      run: '/run/portvakt',
      config: '/etc/portvakt',
    });
  });

  it.each([
    [
      { HOME: '/home/kari', XDG_RUNTIME_DIR: '/run/user/1000' },
      ['/home/kari/.local/state/portvakt', '/run/user/1000/portvakt', '/home/kari/.config/portvakt'],
    ],
    [
      { HOME: '/home/kari', XDG_STATE_HOME: '/s', XDG_CONFIG_HOME: '/c' },
      ['/s/portvakt', '/tmp/portvakt-1000', '/c/portvakt'],
    ],
    [
      { HOME: '/home/kari', XDG_STATE_HOME: 'relative', XDG_RUNTIME_DIR: '' },
      ['/home/kari/.local/state/portvakt', '/tmp/portvakt-1000', '/home/kari/.config/portvakt'],
    ],
  ])('follow the XDG folders of a person: %j', (env, [state, run, config]) => {
    expect(installRoot({ uid: 1000, env })).toEqual({ mode: 'user', state, run, config });
  });

  it('can be chosen outright on every system', () => {
    const chosen = { state: '/a', run: '/b', config: '/c' };
    for (const root of [installRoot, darwinRoot, win32Root]) {
      expect(root({ uid: 0, env: {}, ...chosen })).toEqual({ mode: 'system', ...chosen });
    }
  });
});

describe('preparing them', () => {
  const rootIn = (folder: string, mode: InstallRoot['mode']): InstallRoot => ({
    mode,
    state: join(folder, 'state'),
    run: join(folder, 'run'),
    config: join(folder, 'config'),
  });
  const modeOf = (path: string): number => lstatSync(path).mode & 0o777;

  it.each([
    ['system', 0o755],
    ['user', 0o700],
  ] as const)('makes them with their modes, twice without complaint: %s', (mode, shared) => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'portvakt-root-'));
    const root = rootIn(folder.path, mode);
    expect(prepareInstallRoot(root, own).ok).toBe(true);
    chmodSync(root.state, 0o755);
    expect(prepareInstallRoot(root, own).ok).toBe(true);
    expect([modeOf(root.state), modeOf(root.run), modeOf(root.config)]).toEqual([0o700, shared, shared]);
  });

  it('refuses a link, a folder that others can write to, and a folder of somebody else', () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'portvakt-root-'));
    const root = rootIn(folder.path, 'user');
    mkdirSync(join(folder.path, 'elsewhere'));
    symlinkSync(join(folder.path, 'elsewhere'), root.state);
    const fault = (): unknown => {
      const prepared = prepareInstallRoot(root, own);
      return prepared.ok ? undefined : [prepared.fault.code, prepared.fault.path];
    };
    expect(fault()).toEqual(['untrusted-folder', root.state]);
    const open = { ...root, state: join(folder.path, 'open') };
    mkdirSync(open.state);
    chmodSync(open.state, 0o777);
    expect(prepareInstallRoot(open, own)).toMatchObject({ ok: false, fault: { code: 'untrusted-folder' } });
    chmodSync(open.state, 0o755);
    expect(prepareInstallRoot(open, own + 1)).toMatchObject({
      ok: false,
      fault: { why: `it belongs to uid ${own}` },
    });
  });

  it.skipIf(!asRoot)('refuses a squatted fallback under /tmp', () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'portvakt-root-'));
    const root = rootIn(folder.path, 'user');
    mkdirSync(root.run);
    chownSync(root.run, 65534, 65534);
    expect(prepareInstallRoot(root, 0)).toMatchObject({
      ok: false,
      fault: { code: 'untrusted-folder', path: root.run },
    });
  });
});
