import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Ban } from '#policy/ban.ts';
import { importSigningKey } from '#runtime/signature.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { policyFiles, startTestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { runCli, type Ran } from './run-cli.ts';

function writePolicy(folder: string, bans: readonly Ban[]): string {
  const path = join(folder, 'policies');
  mkdirSync(path, { recursive: true });
  for (const { name, text } of policyFiles(bans)) writeFileSync(join(path, name), text);
  return path;
}

/** The command, signed in to a server; what it says must be a success. */
const signedIn =
  (server: { readonly apiUrl: string; readonly token: string }, env: Readonly<Record<string, string>> = {}) =>
  async (...args: readonly string[]): Promise<Ran> => {
    const ran = await runCli(args, { PORTVAKT_SERVER: server.apiUrl, PORTVAKT_TOKEN: server.token, ...env });
    expect([args, ran.code, ran.code === 0 ? '' : ran.err]).toEqual([args, 0, '']);
    return ran;
  };

describe('portvakt with the real server', () => {
  it('validates, applies, shows, compares, makes a token, lists devices', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(join(folder.path, 'data'));
    const portvakt = signedIn(server);
    const policies = writePolicy(folder.path, [ban()]);

    await portvakt('policy', 'validate', policies);
    expect((await portvakt('policy', 'diff', policies)).out).toMatch(/\+ +kommune +telegram-ban +block/);
    expect((await portvakt('policy', 'apply', policies)).err).toMatch(/Version \d+ is published/);
    expect((await portvakt('policy', 'apply', policies)).err).toMatch(/are version \d+ already/);
    expect((await portvakt('policy', 'show')).out).toContain('"telegram-ban"');
    expect((await portvakt('policy', 'diff', policies)).out).toBe('Nothing differs.\n');

    writePolicy(folder.path, [ban({ effect: 'warn' })]);
    expect((await portvakt('policy', 'apply', policies, '--dry-run')).out).toContain('block -> warn');
    expect((await portvakt('release', 'list')).out).toContain('published');

    expect((await portvakt('token', 'create', '--uses', '2')).out).toMatch(/^pvt1\.\S+\n$/);
    expect((await portvakt('token', 'list')).out).toContain('2 of 2');
    expect((await portvakt('devices')).err).toContain('0 PCs');
    const env = { PORTVAKT_SERVER: server.apiUrl, PORTVAKT_TOKEN: server.token };
    expect(await runCli(['devices', '--unit', 'nosuch'], env)).toMatchObject({ code: 6, out: '' });
    expect((await portvakt('events')).out).toBe('');
    expect((await portvakt('exemptions', '--json')).out).toContain('"exemptions": []');
    const kari = (await portvakt('operators', 'create', 'kari', '--role', 'viewer')).out.trim();
    expect((await portvakt('audit')).out).toContain('create-operator');

    const asKari = { PORTVAKT_SERVER: server.apiUrl, PORTVAKT_TOKEN: kari };
    expect((await runCli(['policy', 'show'], asKari)).code).toBe(0);
    expect((await runCli(['policy', 'apply', policies], asKari)).code).toBe(5);
    expect((await runCli(['devices', 'show', 'f'.repeat(32)], asKari)).code).toBe(6);
  });

  it('signs offline: what the files do not say is not signed', async () => {
    using folder = tempFolder();
    const at = (name: string): string => join(folder.path, name);
    const secret = { PORTVAKT_KEY_PASSPHRASE: 'correct horse' };
    const made = await runCli(['release', 'key', 'create', '--out', at('org-key.pem'), '--json'], secret);
    expect(made.code).toBe(0);
    const { publicKey } = JSON.parse(made.out) as { publicKey: string };
    const pem = readFileSync(at('org-key.pem'), 'utf8');
    expect(statSync(at('org-key.pem')).mode & 0o777).toBe(0o600);
    expect(importSigningKey(pem, 'correct horse').publicKey).toBe(publicKey);
    expect((await runCli(['release', 'key', 'create', '--out', at('org-key.pem')], secret)).code).toBe(7);

    await using server = await startTestServer(at('data'), { offlineOrganisationKey: publicKey });
    const portvakt = signedIn(server, secret);
    const policies = writePolicy(folder.path, [ban()]);
    const applied = await portvakt('policy', 'apply', policies, '--json');
    const { version, state } = JSON.parse(applied.out) as { version: number; state: string };
    expect(state).toBe('awaiting-signature');
    await portvakt('release', 'fetch', String(version), '--out', at('release.json'));

    // From here on without a server.
    const sign = (...more: readonly string[]): Promise<Ran> =>
      runCli(['release', 'sign', '--key', at('org-key.pem'), '--in', at('release.json'), ...more], secret);
    using other = tempFolder();
    const forged = await sign('--policy', writePolicy(other.path, [ban({ effect: 'inform' })]));
    expect(forged).toMatchObject({ code: 8, out: '' });
    expect(forged.err).toContain('the bans of `kommune` are not those of your files');
    const signed = await sign('--policy', policies, '--out', at('envelope.json'));
    expect(signed.code).toBe(0);
    expect(signed.err).toContain('It says exactly what your files say.');
    expect(signed.err).not.toContain('correct horse');
    expect((await sign('--previous', at('envelope.json'))).code).toBe(7);

    expect((await portvakt('release', 'upload', at('envelope.json'))).out).toContain('is published');
    expect((await portvakt('release', 'list')).out).toMatch(new RegExp(`^${version} +published`, 'm'));

    // Straight from the server, with what changes since the last.
    await portvakt('policy', 'apply', writePolicy(folder.path, [ban({ effect: 'warn' })]));
    const direct = await portvakt('release', 'sign', '--key', at('org-key.pem'));
    expect(direct.err).toContain('block -> warn');
    writeFileSync(at('second.json'), direct.out);
    await portvakt('release', 'upload', at('second.json'));
  });

  it('a wrong key, a wrong passphrase and a missing one sign nothing', async () => {
    using folder = tempFolder();
    const at = (name: string): string => join(folder.path, name);
    await runCli(['release', 'key', 'create', '--out', at('one.pem')], { PORTVAKT_KEY_PASSPHRASE: 'right' });
    await runCli(['release', 'key', 'create', '--out', at('two.pem'), '--no-passphrase']);
    const { publicKey } = importSigningKey(readFileSync(at('one.pem'), 'utf8'), 'right');
    await using server = await startTestServer(at('data'), { offlineOrganisationKey: publicKey });
    await signedIn(server)('policy', 'apply', writePolicy(folder.path, [ban()]));
    const env = { PORTVAKT_SERVER: server.apiUrl, PORTVAKT_TOKEN: server.token };
    const sign = (key: string, more: Readonly<Record<string, string>> = {}): Promise<Ran> =>
      runCli(['release', 'sign', '--key', at(key)], { ...env, ...more });
    expect(await sign('two.pem')).toMatchObject({ code: 8, out: '' });
    expect(await sign('one.pem', { PORTVAKT_KEY_PASSPHRASE: 'wrong' })).toMatchObject({ code: 5, out: '' });
    expect(await sign('one.pem')).toMatchObject({ code: 2, out: '' });
  });
});
