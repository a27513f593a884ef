import { describe, expect, it } from 'vitest';
import { createInstalledApps as onDarwin } from '#platform/installed-apps/darwin.ts';
import { createInstalledApps as onWin32 } from '#platform/installed-apps/win32.ts';
import { createProgramIdentifier as identifierOnDarwin } from '#platform/program-identity/darwin.ts';
import { createProgramIdentifier as identifierOnWin32 } from '#platform/program-identity/win32.ts';

describe('systems whose adapter is not written yet', () => {
  it.each([
    ['win32', onWin32],
    ['darwin', onDarwin],
  ])('%s lists nothing and says why for each source', async (_os, create) => {
    await using apps = create();
    const { apps: found, faults } = await apps.read();
    expect(found).toEqual([]);
    expect(faults.length).toBeGreaterThan(0);
    expect(new Set(faults.map(({ why }) => why))).toEqual(new Set(['unsupported on this system']));
  });
  it('tell of a program what its path tells', async () => {
    await using windows = identifierOnWin32();
    await using mac = identifierOnDarwin();
    expect(windows.quick({ path: 'C:\\T\\Telegram.exe' }).evidence[0]).toEqual({
      kind: 'exe-name',
      value: 'Telegram.exe',
    });
    expect((await mac.thorough({ path: '/Applications/T' })).evidence).toHaveLength(2);
  });
});
