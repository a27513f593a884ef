import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createBrowserPolicy } from '#platform/browser-policy/linux.ts';
import type { DesiredBrowserState, Disturbance } from '#platform/browser-policy/port.ts';
import { nativeHostName } from '#protocol/browser-agent.ts';
import { Chromium, chromiumProgram } from '#test/kit/chromium.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { top, until } from '#test/kit/system-under-test.ts';
import { takeBrowserPolicy } from '#test/kit/web-guard-machine.ts';
import { watchesPolicies } from './watches-policies.ts';

const runs = canRunAsRoot('the native host in Chromium', { programs: [chromiumProgram] });

const own = '/etc/chromium/policies/managed/zz-portvakt.json';

/** A native host that says as which process it was started, and then only listens. */
function hostAt(path: string, says: string): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\necho $$ > '${says}'\nexec cat > /dev/null\n`, { mode: 0o755 });
  return path;
}

function built(folder: string): DesiredBrowserState['extension'] {
  execFileSync(process.execPath, [join(top, 'installers/extension/build.ts'), folder, '--quiet'], {
    cwd: top,
  });
  const { version, chromium, firefox } = JSON.parse(readFileSync(join(folder, 'extension.json'), 'utf8')) as {
    version: string;
    chromium: { id: string; updates: string };
    firefox: { id: string; xpi: string };
  };
  const address = (name: string): string => pathToFileURL(join(folder, name)).href;
  return {
    version,
    chromium: { id: chromium.id, updateUrl: address(chromium.updates) },
    firefox: { id: firefox.id, installUrl: address(firefox.xpi), signed: false },
  };
}

describe.skipIf(!runs)('the native host in a real Chromium', () => {
  it('is started for the forced extension, although the company forbids hosts and somebody laid another one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portvakt-host-'));
    const home = join(folder, 'home');
    const [ours, theirs] = [join(folder, 'ours'), join(folder, 'theirs')];
    using machine = takeBrowserPolicy();
    expect(machine).toBeDefined();
    try {
      mkdirSync('/etc/chromium/policies/managed', { recursive: true });
      writeFileSync('/etc/chromium/policies/managed/company.json', '{"NativeMessagingBlocklist": ["*"]}');
      const shadow = join(home, `.config/chromium/NativeMessagingHosts/${nativeHostName}.json`);
      const told: Disturbance[] = [];
      await using policy = createBrowserPolicy({
        recordFolder: join(folder, 'record'),
        accounts: () => [{ uid: 0, home }],
        leavingMs: 0,
      });
      policy.onDisturbed((what) => told.push(what));
      const extension = built(join(folder, 'extension'));
      const desired: DesiredBrowserState = {
        block: { domains: [], hosts: [], paths: [], except: [] },
        extension,
        nativeHost: { name: nativeHostName, program: hostAt(join(folder, 'bin/ours'), ours) },
        settings: { privateWindows: 'leave', guestProfiles: 'leave', userNativeHosts: 'leave' },
      };
      mkdirSync(dirname(shadow), { recursive: true });
      writeFileSync(
        shadow,
        JSON.stringify({
          name: nativeHostName,
          description: 'not ours',
          type: 'stdio',
          path: hostAt(join(folder, 'bin/theirs'), theirs),
          allowed_origins: [`chrome-extension://${extension.chromium.id}/`],
        }),
      );
      const written = await policy.apply(desired);
      expect(written.find(({ kind }) => kind === 'chromium')).toMatchObject({ state: 'written' });
      expect(told).toEqual([{ kind: 'shadowed', path: shadow, restored: true }]);

      await using chromium = await Chromium.start({ home });
      expect(chromium.running).toBe(true);
      await until('our host to be started', () => existsSync(ours) || undefined, 40_000);
      expect(existsSync(theirs)).toBe(false);
      const pid = await until('its process', () => Number(readFileSync(ours, 'utf8')) || undefined, 10_000);
      await watchesPolicies(chromium.pid);
      await policy.apply(undefined);
      // It goes with the extension.
      await until('our host to be ended', () => !existsSync(`/proc/${pid}`) || undefined, 30_000);
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });

  it('is not started where the company forbids hosts and ours is not named: the control', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portvakt-host-'));
    const home = join(folder, 'home');
    const ours = join(folder, 'ours');
    using machine = takeBrowserPolicy();
    expect(machine).toBeDefined();
    try {
      const extension = built(join(folder, 'extension'));
      await using policy = createBrowserPolicy({ recordFolder: join(folder, 'record'), leavingMs: 0 });
      await policy.apply({
        block: { domains: [], hosts: [], paths: [], except: [] },
        extension,
        nativeHost: { name: nativeHostName, program: hostAt(join(folder, 'bin/ours'), ours) },
        settings: { privateWindows: 'leave', guestProfiles: 'leave', userNativeHosts: 'leave' },
      });
      // Nobody puts it back from here on.
      await policy[Symbol.asyncDispose]();
      const { NativeMessagingAllowlist: named, ...others } = JSON.parse(readFileSync(own, 'utf8')) as Record<
        string,
        unknown
      >;
      expect(named).toEqual([nativeHostName]);
      writeFileSync(own, JSON.stringify({ ...others, NativeMessagingBlocklist: ['*'] }));
      mkdirSync(home);
      await using chromium = await Chromium.start({ home });
      const installed = join(chromium.profiles, 'Default/Extensions', extension.chromium.id);
      await until('the extension to be installed', () => existsSync(installed) || undefined, 40_000);
      // Where it may, the host is there within a second of that.
      await expect(until('our host', () => existsSync(ours) || undefined, 6_000)).rejects.toThrow('in vain');
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  });
});
