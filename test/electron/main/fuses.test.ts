import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { describe, expect, it } from 'vitest';
import { fuses, setFuses } from '#electron/fuses.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { canStartTray, electronForTests } from '#test/kit/tray-electron.ts';

it('the list leaves no way to make a plain Node of the tray, or to load other code into it', () => {
  expect(fuses).toEqual({
    [FuseV1Options.RunAsNode]: false,
    [FuseV1Options.EnableCookieEncryption]: true,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: false,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
    [FuseV1Options.OnlyLoadAppFromAsar]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  });
});

describe.runIf(canStartTray('fuses'))('fuses in a real Electron', () => {
  it('are burnt in and read back', async () => {
    using folder = tempFolder();
    const executable = join(folder.path, 'electron');
    copyFileSync(electronForTests(), executable);
    await setFuses(executable);
    const wire: Readonly<Record<string, unknown>> = { ...(await getCurrentFuseWire(executable)) };
    for (const [fuse, on] of Object.entries(fuses))
      expect([fuse, wire[fuse]]).toEqual([fuse, on ? FuseState.ENABLE : FuseState.DISABLE]);
  });
});
