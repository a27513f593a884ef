import { chmodSync, lstatSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { eventually } from '../eventually.ts';
import { desiredState, hostName } from './desired-state.ts';
import { chromiumPolicyFile, FakePc } from './fake-pc.ts';

const managed = '/etc/chromium/policies/managed';
const manifest = `/etc/chromium/native-messaging-hosts/${hostName}.json`;

describe('the policy of Chromium on disk', () => {
  it('is written only for browsers that are here, readable by all and writable by root', async () => {
    await using pc = new FakePc();
    const written = await pc.policy().apply(desiredState());
    expect(written.map(({ kind, state }) => [kind, state])).toEqual([
      ['chromium', 'written'],
      ['chrome', 'written'],
      ['firefox', 'written'],
    ]);
    expect(pc.json(chromiumPolicyFile)).toMatchObject({ URLBlocklist: ['tiktok.com'] });
    expect([pc.mode(chromiumPolicyFile), pc.mode(managed), pc.mode(manifest)]).toEqual([0o644, 0o755, 0o644]);
    expect(pc.mode('/usr/lib/portvakt/web-host')).toBe(0o755);
    expect(pc.read('/usr/lib/portvakt/web-host')).toContain('/usr/lib/portvakt/web-host.mjs');
    expect(pc.read('/etc/opt/edge')).toBeUndefined();
    expect(Object.keys(pc.tree('/etc')).filter((path) => path.endsWith('.new'))).toEqual([]);
  });

  it('is not written twice', async () => {
    await using pc = new FakePc();
    const policy = pc.policy();
    const [first] = await policy.apply(desiredState());
    const before = pc.mtime(chromiumPolicyFile);
    pc.time += 60_000;
    const [again] = await policy.apply(desiredState());
    expect(again).toEqual(first);
    expect(pc.mtime(chromiumPolicyFile)).toBe(before);
    // Nor by an agent that was started anew.
    const [anew] = await pc.policy().apply(desiredState());
    expect(anew).toEqual(first);
    const [changed] = await policy.apply(desiredState({ block: { domains: ['x.example'] } }));
    expect(changed?.changedAt).toBe(pc.time);
  });

  it('goes without a trace, and leaves what others put there', async () => {
    await using pc = new FakePc();
    const company = '{\r\n  "URLBlocklist": ["x.example"],\r\n}';
    pc.file('/etc/opt/chrome/policies/managed/company.json', company);
    const before = pc.tree('/etc');
    const policy = pc.policy();
    await policy.apply(desiredState());
    expect(pc.read('/etc/opt/chrome/policies/managed/company.json')).toBe(company);
    await pc.policy().apply(undefined);
    const { '/etc/firefox': _one, '/etc/firefox/policies': _two, ...after } = pc.tree('/etc');
    delete (after as Record<string, string>)['/etc/firefox/policies/policies.json'];
    expect(after).toEqual(before);
    expect(pc.read('/usr/lib/portvakt')).toBeUndefined();
  });

  it('is taken away by name when the record was lost', async () => {
    await using pc = new FakePc();
    await pc.policy().apply(desiredState());
    pc.file('/var/lib/portvakt/browser-policy.json', '{"own": 3}');
    await pc.policy().apply(undefined);
    expect(pc.read(chromiumPolicyFile)).toBeUndefined();
  });

  it('goes with a browser that is gone', async () => {
    await using pc = new FakePc();
    const policy = pc.policy();
    await policy.apply(desiredState());
    pc.remove('/opt/google');
    await policy.apply(desiredState());
    expect(pc.read('/etc/opt')).toBeUndefined();
    expect(pc.read(chromiumPolicyFile)).toBeDefined();
  });

  it('is refused where others could swap it', async () => {
    await using pc = new FakePc();
    pc.folder('/etc/chromium/policies');
    pc.folder('/elsewhere');
    symlinkSync(pc.at('/elsewhere'), pc.at(managed));
    pc.folder('/etc/opt/chrome');
    chmodSync(pc.at('/etc/opt/chrome'), 0o777);
    const written = await pc.policy().apply(desiredState());
    expect(written).toMatchObject([
      { kind: 'chromium', state: 'failed', why: `${managed} is a symbolic link` },
      { kind: 'chrome', state: 'failed', why: '/etc/opt/chrome can be written to by others' },
      { kind: 'firefox', state: 'written' },
    ]);
    expect(pc.tree('/elsewhere')).toEqual({});
  });

  it('is not written where it could not be remembered', async () => {
    await using pc = new FakePc();
    pc.file('/var/lib/portvakt', 'a file where the folder should be');
    const written = await pc.policy().apply(desiredState());
    expect(written.map(({ state }) => state)).toEqual(['failed', 'failed', 'failed']);
    expect(pc.read(chromiumPolicyFile)).toBeUndefined();
  });

  it.each([
    ['a launcher', '/usr/lib/portvakt', ['chromium', 'chrome', 'firefox']],
    ['a manifest', '/etc/chromium/native-messaging-hosts', ['chromium']],
  ])('holds its list although %s cannot be written', async (_, folder, without) => {
    await using pc = new FakePc();
    pc.folder('/elsewhere');
    pc.link(folder, pc.at('/elsewhere'));
    const written = await pc.policy().apply(desiredState());
    expect(written.map(({ kind, state }) => [kind, state])).toEqual([
      ['chromium', 'written'],
      ['chrome', 'written'],
      ['firefox', 'written'],
    ]);
    expect(written.flatMap(({ kind, hostFault }) => (hostFault === undefined ? [] : [kind]))).toEqual(
      without,
    );
    expect(written.find(({ hostFault }) => hostFault !== undefined)?.hostFault).toBe(
      `${folder} is a symbolic link`,
    );
    expect(pc.json(chromiumPolicyFile)).toMatchObject({ URLBlocklist: ['tiktok.com'] });
    expect(pc.tree('/elsewhere')).toEqual({});
  });

  it('says when the company’s own file takes a part back', async () => {
    await using pc = new FakePc();
    pc.file(`${managed}/company.json`, '{"URLAllowlist": ["tiktok.com"]}');
    const written = await pc.policy().apply(desiredState());
    expect(written.find(({ kind }) => kind === 'chromium')).toMatchObject({
      state: 'failed',
      why: 'another policy file allows tiktok.com, which is blocked',
    });
  });
});

describe('what is done to it by hand', () => {
  it('is undone at once', async () => {
    await using pc = new FakePc();
    const policy = pc.policy();
    await policy.apply(desiredState());
    const content = pc.read(chromiumPolicyFile);
    pc.remove(chromiumPolicyFile);
    await eventually(() =>
      expect(pc.told).toContainEqual({ kind: 'deleted', path: chromiumPolicyFile, restored: true }),
    );
    expect(pc.read(chromiumPolicyFile)).toBe(content);
    pc.file(chromiumPolicyFile, '{}');
    await eventually(() =>
      expect(pc.told).toContainEqual({ kind: 'changed', path: chromiumPolicyFile, restored: true }),
    );
    expect(pc.read(chromiumPolicyFile)).toBe(content);
    chmodSync(pc.at(chromiumPolicyFile), 0o600);
    await eventually(() => expect(pc.mode(chromiumPolicyFile)).toBe(0o644));
    pc.remove('/etc/chromium');
    await eventually(() =>
      expect(pc.told).toContainEqual({ kind: 'deleted', path: manifest, restored: true }),
    );
    expect(pc.read(chromiumPolicyFile)).toBe(content);
    expect(lstatSync(pc.at(managed)).isDirectory()).toBe(true);
  });

  it('is put up with after five times in a minute, and undone a minute later', async () => {
    await using pc = new FakePc();
    const policy = pc.policy();
    await policy.apply(desiredState());
    for (let round = 1; round <= 5; round += 1) {
      pc.remove(chromiumPolicyFile);
      await eventually(() => expect(pc.told).toHaveLength(round));
    }
    pc.remove(chromiumPolicyFile);
    await eventually(() => expect(pc.told).toHaveLength(6));
    expect(pc.told.map(({ restored }) => restored)).toEqual([true, true, true, true, true, false]);
    expect(pc.read(chromiumPolicyFile)).toBeUndefined();
    pc.time += 60_000;
    await policy.apply(desiredState());
    expect(pc.read(chromiumPolicyFile)).toBeDefined();
  });

  it('by the company, to its own files, is followed', async () => {
    await using pc = new FakePc();
    const policy = pc.policy();
    await policy.apply(desiredState());
    pc.file(`${managed}/company.json`, '{"PolicyListMultipleSourceMergeList": ["CookiesAllowedForUrls"]}');
    await eventually(() => expect(pc.read(chromiumPolicyFile)).toContain('CookiesAllowedForUrls'));
    pc.remove(`${managed}/company.json`);
    await eventually(() => expect(pc.read(chromiumPolicyFile)).not.toContain('CookiesAllowedForUrls'));
    expect(pc.told).toEqual([]);
  });
});

describe('a native host of our name in somebody’s home', () => {
  const own = `/home/anna/.config/chromium/NativeMessagingHosts/${hostName}.json`;

  it('has that browser ignore hosts in homes for as long as it lies there', async () => {
    await using pc = new FakePc();
    const policy = pc.policy();
    await policy.apply(desiredState());
    expect(pc.read(chromiumPolicyFile)).not.toContain('NativeMessagingUserLevelHosts');
    pc.file(own, '{}');
    await eventually(() =>
      expect(pc.json(chromiumPolicyFile)).toHaveProperty('NativeMessagingUserLevelHosts', false),
    );
    expect(pc.told).toEqual([{ kind: 'shadowed', path: pc.at(own), restored: true }]);
    expect(pc.read('/etc/opt/chrome/policies/managed/zz-portvakt.json')).not.toContain('UserLevelHosts');
    pc.remove(own);
    await eventually(() =>
      expect(pc.json(chromiumPolicyFile)).not.toHaveProperty('NativeMessagingUserLevelHosts'),
    );
  });

  it('is found when it is looked for, and is only told of in Firefox', async () => {
    await using pc = new FakePc();
    const policy = pc.policy();
    await policy.apply(desiredState());
    const inFirefox = `/home/anna/.mozilla/native-messaging-hosts/${hostName}.json`;
    pc.file(inFirefox, '{}');
    await policy.lookForShadows();
    expect(pc.told).toEqual([{ kind: 'shadowed', path: pc.at(inFirefox), restored: false }]);
  });

  it('may hide behind a link that leads out of the home', async () => {
    await using pc = new FakePc();
    pc.folder('/tmp/hosts');
    pc.link('/home/anna/.config/chromium/NativeMessagingHosts', pc.at('/tmp/hosts'));
    await pc.policy().apply(desiredState());
    expect(pc.json(chromiumPolicyFile)).toHaveProperty('NativeMessagingUserLevelHosts', false);
  });
});
