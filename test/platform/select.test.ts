import { afterEach, describe, expect, it, vi } from 'vitest';
import { selectPlatform } from '#platform/select.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('the selected platform', () => {
  it.each(['linux', 'win32', 'darwin'] as const)('loads every adapter of %s', async (os) => {
    vi.stubGlobal(
      'process',
      new Proxy(process, { get: (from, name) => (name === 'platform' ? os : Reflect.get(from, name)) }),
    );
    const platform = selectPlatform({ processes: { sweepOnly: true } });
    expect(platform.os).toBe(os);
    expect((await platform.installRoot()).mode).toMatch(/^(system|user)$/);
    expect((await platform.sessions()).nameOf(4_000_000)).toBe('4000000');
    expect(await platform.localEndpoint()).toHaveProperty('dial');
    expect(await platform.deviceIdentity()).toHaveProperty('read');
    const nothing = { source: 'dpkg', name: '-x', scope: 'machine' } as const;
    expect((await (await platform.uninstall()).remove(nothing)).ok).toBe(false);
    expect(await (await platform.attention()).read()).toHaveProperty('state');
    await using processes = await platform.processes();
    expect(processes.source.kind).toBe('swept');
    await using identifier = await platform.programIdentifier();
    expect(identifier.quick({ path: '/nowhere/at all' }).stamp).toBeUndefined();
    await using apps = await platform.installedApps();
    expect(apps).toHaveProperty('onChange');
  });

  it('has no door on Windows yet, and says so', async () => {
    vi.stubGlobal(
      'process',
      new Proxy(process, { get: (from, name) => (name === 'platform' ? 'win32' : Reflect.get(from, name)) }),
    );
    const endpoint = await selectPlatform().localEndpoint();
    await expect(endpoint.listen('tray', 'x', () => undefined)).rejects.toThrow('not supported');
    expect(await endpoint.dial('tray', 'x')).toEqual({ ok: false, fault: { code: 'not-running' } });
    expect(await (await selectPlatform().deviceIdentity()).read()).toMatchObject({ ok: false });
  });
});
