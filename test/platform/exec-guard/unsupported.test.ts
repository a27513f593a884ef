import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { createExecGuard as onMacOs } from '#platform/exec-guard/darwin.ts';
import { isLoader } from '#platform/exec-guard/loader-name.ts';
import { createExecGuard as onWindows } from '#platform/exec-guard/win32.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';

const linux = new URL('../../../src/platform/exec-guard/linux.ts', import.meta.url).href;
const nobody = 65_534;

describe('a guard where nobody is asked', () => {
  it.each([
    ['Windows', onWindows],
    ['macOS', onMacOs],
  ])('says why on %s, and does nothing', async (system, create) => {
    await using guard = create<string>();
    await guard.judgeBy('anything');
    expect(guard.state()).toMatchObject({
      kind: 'unsupported',
      why: expect.stringContaining(system) as string,
    });
    expect((await guard.counts()).pid).toBe(0);
  });

  it.skipIf(!canRunAsRoot('unsupported guard'))('says why on Linux to whoever is not root', () => {
    const program = `
      const { createExecGuard } = await import('${linux}');
      const guard = createExecGuard({ program: new URL('file:///nowhere'), folder: '/nowhere', protectedPaths: [] });
      await guard.judgeBy('anything');
      console.log(JSON.stringify(guard.state()));`;
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', program], {
      uid: nobody,
      gid: nobody,
      encoding: 'utf8',
      env: {},
    });
    expect(JSON.parse(said)).toEqual({
      kind: 'unsupported',
      why: 'only root may be asked before programs start',
    });
  });
});

describe('a dynamic loader', () => {
  it.each([
    '/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2',
    '/lib/ld-linux-aarch64.so.1',
    '/lib/x86_64-linux-gnu/ld-2.31.so',
    '/lib/ld-musl-x86_64.so.1',
    '/lib64/ld64.so.2',
  ])('is %s', (path) => expect(isLoader(path)).toBe(true));
  it.each(['/usr/bin/ld', '/usr/lib/libld.so', '/usr/bin/cat', '/home/kari/ld-linux.txt', ''])(
    'is not %s',
    (path) => expect(isLoader(path)).toBe(false),
  );
});
