import { execFileSync } from 'node:child_process';
import { symlinkSync, truncateSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SafeFiles } from '#platform/browser-policy/safe-files.ts';
import { desiredState } from './desired-state.ts';
import { chromiumPolicyFile, FakePc, firefoxPolicyFile } from './fake-pc.ts';

const managed = '/etc/chromium/policies/managed';
const of = (written: readonly { kind: string }[], kind: string) => written.find((one) => one.kind === kind);
const nested = '['.repeat(200_000) + ']'.repeat(200_000);

describe('what stands where browsers read their policy', () => {
  it('may be no file at all: pipes, folders, sockets’ names, links to nowhere and devices are passed over', async () => {
    await using pc = new FakePc();
    pc.folder(`${managed}/a-folder.json`);
    execFileSync('/usr/bin/mkfifo', [pc.at(`${managed}/pipe.json`)]);
    symlinkSync('/nowhere', pc.at(`${managed}/nowhere.json`));
    symlinkSync('/dev/zero', pc.at(`${managed}/zero.json`));
    pc.file(`${managed}/latin.json`, '');
    execFileSync('/bin/sh', ['-c', `printf '{"a":"\\377"}' > "$1"`, 'sh', pc.at(`${managed}/latin.json`)]);
    pc.folder(firefoxPolicyFile);
    const written = await pc.policy().apply(desiredState());
    expect(of(written, 'chromium')).toMatchObject({ state: 'written' });
    expect(of(written, 'firefox')).toMatchObject({
      state: 'failed',
      why: `${firefoxPolicyFile} is not a regular file`,
    });
  });

  it('may be too large to be read: that it says nothing against us is not claimed', async () => {
    await using pc = new FakePc();
    for (const path of [`${managed}/huge.json`, firefoxPolicyFile]) {
      pc.file(path, '{}');
      truncateSync(pc.at(path), 100 * 1024 * 1024);
    }
    const written = await pc.policy().apply(desiredState());
    expect(of(written, 'chromium')).toMatchObject({
      state: 'failed',
      why: 'another policy file, huge.json, cannot be read, and could allow anything',
    });
    expect(of(written, 'firefox')).toMatchObject({
      state: 'failed',
      why: `${firefoxPolicyFile} is too large`,
    });
    expect(pc.json(chromiumPolicyFile)).toMatchObject({ URLBlocklist: ['tiktok.com'] });
  });

  it('may be nested without end: every other browser is still served', async () => {
    await using pc = new FakePc();
    pc.file(`${managed}/deep.json`, `{"URLAllowlist": ${nested}}`);
    pc.file(firefoxPolicyFile, `{"policies": ${nested}}`);
    const written = await pc.policy().apply(desiredState());
    expect(written.map(({ kind, state }) => [kind, state])).toEqual([
      ['chromium', 'written'],
      ['chrome', 'written'],
      ['firefox', 'failed'],
    ]);
    expect(of(written, 'firefox')).toMatchObject({ why: `${firefoxPolicyFile} is not a JSON object` });
  });
});

describe('a file of somebody else', () => {
  it('is not written over where it changed since it was read', async () => {
    await using pc = new FakePc();
    pc.file('/etc/shared.json', '{"was": 1}');
    const files = new SafeFiles(pc.root, process.geteuid?.() ?? 0);
    const read = files.read('/etc/shared.json');
    if (!read.ok || read.value === undefined) throw new Error('it is there');
    pc.file('/etc/shared.json', '{"was": "changed by its owner"}');
    expect(files.write('/etc/shared.json', '{}', { like: read.value.stats })).toEqual({
      ok: false,
      fault: '/etc/shared.json was changed by somebody else meanwhile',
    });
    expect(pc.tree('/etc')).toEqual({ '/etc/shared.json': '{"was": "changed by its owner"}' });
  });
});

describe('a company’s own word about extensions', () => {
  it('is merged with ours, in dictionaries as in lists', async () => {
    await using pc = new FakePc();
    pc.file(`${managed}/company.json`, '{"PolicyDictionaryMultipleSourceMergeList": ["KeyPermissions"]}');
    await pc.policy().apply(desiredState());
    expect(pc.json(chromiumPolicyFile)).toMatchObject({
      ExtensionSettings: {
        abcdefghijklmnopabcdefghijklmnop: { installation_mode: 'force_installed', override_update_url: true },
      },
      PolicyDictionaryMultipleSourceMergeList: ['ExtensionSettings', 'KeyPermissions'],
    });
  });
});
