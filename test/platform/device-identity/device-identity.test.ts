import { chmodSync, mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseAnswer, tidy } from '#platform/device-identity/answer.ts';
import { createDeviceIdentity } from '#platform/device-identity/linux.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';

const asRoot = canRunAsRoot('the identity of this PC without rights');

/** A child of our own making, readable by all or by root alone. */
function childScript(text: string, folderMode = 0o755): Disposable & { readonly path: string } {
  const folder = mkdtempDisposableSync(join(tmpdir(), 'portvakt-identity-'));
  const path = join(folder.path, 'child.mjs');
  writeFileSync(path, text);
  chmodSync(folder.path, folderMode);
  return { path, [Symbol.dispose]: () => folder.remove() };
}

describe('identity of this PC', () => {
  it('is read, with the version that the system itself gives', async () => {
    const read = await createDeviceIdentity().read();
    if (!read.ok) throw new Error(read.fault.why);
    expect(read.value).toMatchObject({ os: 'linux', hostName: hostname() });
    expect(readFileSync('/etc/os-release', 'utf8')).toContain(read.value.osVersion);
    expect(read.value.osName).not.toBe('');
  });

  it.skipIf(!asRoot)('is read without rights, without groups, and without our environment', async () => {
    using child = childScript(`import { readFileSync } from 'node:fs';
      const text = JSON.stringify({ uid: process.getuid(), gid: process.getgid(), groups: process.getgroups(), env: Object.keys(process.env).sort(), cwd: process.cwd() });
      console.log(JSON.stringify({ osName: '', osVersion: '', manufacturer: '', model: text.slice(0, 100), chassis: text.slice(100), hardwareId: '' }));`);
    const read = await createDeviceIdentity({ child: child.path }).read();
    if (!read.ok) throw new Error(read.fault.why);
    expect(JSON.parse(read.value.model + read.value.chassis)).toEqual({
      uid: 65534,
      gid: 65534,
      groups: [65534],
      env: ['LC_ALL', 'PATH'],
      cwd: '/',
    });
  });

  it.skipIf(!asRoot)(
    'is a fault where that child may not read its own script, never read as root',
    async () => {
      using child = childScript(`console.log('{}')`, 0o700);
      const read = await createDeviceIdentity({ child: child.path }).read();
      expect(read).toMatchObject({ ok: false, fault: { code: 'failed' } });
    },
  );

  it.each([
    ['nothing', '', 'failed'],
    ['too few fields', `console.log('{"osName":"x"}')`, 'failed'],
    ['a crash', 'process.exit(3)', 'failed'],
    ['endless output', `for (;;) process.stdout.write('x'.repeat(65536))`, 'failed'],
    ['no end', 'setInterval(() => {}, 1000)', 'timed-out'],
  ])('is a fault when the child gives %s', async (_, text, code) => {
    using child = childScript(text);
    const read = await createDeviceIdentity({ child: child.path, deadlineMs: 3000 }).read();
    expect(read).toMatchObject({ ok: false, fault: { code } });
  });
});

describe('texts of the maker', () => {
  it.each([
    ['  Dell Inc.\n', 'Dell Inc.'],
    ['To Be Filled By O.E.M.', ''],
    ['Default string', ''],
    ['-', ''],
    ['a\u0000\u202eb', 'a b'],
    ['x'.repeat(500), 'x'.repeat(128)],
  ])('%j becomes %j', (text, tidied) => {
    expect(tidy(text)).toBe(tidied);
  });
  it('are one line of at most 128 characters, whatever they were', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(tidy(text)).toMatch(/^[^\p{Cc}]{0,128}$/u);
      }),
    );
  });
  it('are refused in an answer of another form', () => {
    for (const line of ['', 'null', '[]', '{"osName":1}', '{"osName":""}'])
      expect(parseAnswer(line)).toBeUndefined();
  });
});
