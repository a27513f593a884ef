import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLog } from '#runtime/log.ts';
import { generateSigningKey } from '#runtime/signature.ts';
import { startServer, type ServerOptions } from '#server/main.ts';
import { call, organisation, startTestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

/** Starts and stops it; what was wrong, or undefined. */
async function faultOf(dataFolder: string, options: Partial<ServerOptions>): Promise<string | undefined> {
  const started = await startServer({ dataFolder, log: silentLog, ...options });
  if (!started.ok) return started.fault;
  await started.value.stop();
  return undefined;
}
const offlineKey = (): string => generateSigningKey().publicKey;

describe('the first start', () => {
  it.each<[string, Partial<ServerOptions>, string]>([
    ['an offline key that is none', { offlineOrganisationKey: 'c2hvcnQ=' }, 'bad-offline-key'],
    ['an organisation id that is none', { organisation: { id: 'My Town' } }, 'bad-organisation'],
    ['a certificate that is none', { tls: { certificate: 'x', key: 'y' } }, 'bad-certificate'],
  ])('with %s leaves a folder that can still be used', async (_what, options, fault) => {
    using folder = tempFolder();
    const data = join(folder.path, 'data');
    expect(await faultOf(data, options)).toBe(fault);
    const right = { organisation: { id: 'town' }, offlineOrganisationKey: offlineKey() };
    expect(await faultOf(data, right)).toBeUndefined();
  });

  it('decides for whom the server is; another organisation or key is refused later', async () => {
    using folder = tempFolder();
    const key = offlineKey();
    const first = { organisation: { id: 'town', name: 'Town' }, offlineOrganisationKey: key };
    expect(await faultOf(folder.path, first)).toBeUndefined();
    expect(await faultOf(folder.path, {})).toBeUndefined();
    expect(await faultOf(folder.path, { ...first, organisation: { id: 'town' } })).toBeUndefined();
    for (const other of [{ id: 'city' }, { id: 'town', name: 'City' }])
      expect(await faultOf(folder.path, { organisation: other })).toBe('organisation-differs');
    const differs = { offlineOrganisationKey: offlineKey() };
    expect(await faultOf(folder.path, differs)).toBe('offline-key-differs');
    using hosted = tempFolder();
    expect(await faultOf(hosted.path, {})).toBeUndefined();
    expect(await faultOf(hosted.path, differs)).toBe('organisation-key-is-here');
  });

  it('leaves nothing in the folder that others could read', async () => {
    using folder = tempFolder();
    await using _server = await startTestServer(folder.path);
    const files = readdirSync(folder.path);
    expect(files).toEqual(expect.arrayContaining(['lock', 'server.sqlite', 'server.sqlite-wal']));
    for (const name of files)
      expect([name, statSync(join(folder.path, name)).mode & 0o077]).toEqual([name, 0]);
  });

  it('that was cut short before the administrator existed makes one anew', async () => {
    using folder = tempFolder();
    // The file comes first: a crash then leaves a token that nobody has.
    writeFileSync(join(folder.path, 'administrator-token'), 'pvo_of-the-start-that-was-cut-short\n');
    await using server = await startTestServer(folder.path);
    expect(readFileSync(join(folder.path, 'administrator-token'), 'utf8').trim()).toBe(server.token);
    expect((await server.must('listOperators')).operators).toHaveLength(1);
  });
});

describe('an organisation that lost its tokens', () => {
  it('gets one more administrator, who is told to the folder alone', async () => {
    using folder = tempFolder();
    const first = await startTestServer(folder.path);
    await first.stop();
    await using server = await startTestServer(folder.path, { newAdministrator: true });
    expect(server.token).not.toBe(first.token);
    expect(readFileSync(join(folder.path, 'administrator-token'), 'utf8').trim()).toBe(server.token);
    const { operators } = await server.must('listOperators');
    expect(operators.map(({ name, role }) => [name, role])).toEqual([
      ['administrator', 'administrator'],
      ['administrator 2', 'administrator'],
    ]);
    expect(await call(server.apiUrl, first.token, 'listOperators')).toMatchObject({ status: 200 });
  });
});

describe('an address', () => {
  it.each(['0.0.0.0', '::', '192.0.2.1', ''])(
    'that others can reach (%s) is refused without TLS',
    async (host) => {
      using folder = tempFolder();
      expect(await faultOf(folder.path, { host })).toBe('plain-where-others-reach');
    },
  );

  it('that others can reach is taken behind a proxy that ends TLS, when it is there', async () => {
    using folder = tempFolder();
    const options = { host: '192.0.2.1', tlsEndedByProxy: true, organisation };
    expect(await faultOf(folder.path, options)).toBe('address-not-usable');
    expect(await faultOf(folder.path, { ...options, host: '127.0.0.2' })).toBeUndefined();
  });
});
