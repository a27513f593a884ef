import { mkdirSync, readFileSync, statSync, chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { operations, type OperationId } from '#protocol/console-server.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { exampleServer, problem, testToken } from './example-server.ts';
import { runCli } from './run-cli.ts';
import { ranHere } from './run-here.ts';

const device = operations.getDevice.example.params.device;
const { exemption } = operations.approveRequest.example.params;
const { token } = operations.revokeToken.example.params;
const { operator } = operations.revokeOperator.example.params;

type Case = readonly [args: readonly string[], id: OperationId, sent: object];
const cases: readonly Case[] = [
  [['server'], 'getServerInfo', {}],
  [['devices', 'show', device], 'getDevice', { params: { device } }],
  [
    ['devices', 'set', device, '--unit', 'library', '--label', 'a,b', '--label', 'c', '--class', 'dedicated'],
    'setDevice',
    { params: { device }, body: { unit: 'library', labels: ['a', 'b', 'c'], class: 'dedicated' } },
  ],
  [['devices', 'set', device, '--no-labels'], 'setDevice', { body: { labels: [] } }],
  [['devices', 'approve', device], 'approveDevice', { params: { device } }],
  [['devices', 'revoke', device, '--reason', 'stolen'], 'revokeDevice', { body: { reason: 'stolen' } }],
  [
    ['token', 'create', '--name', 'intune', '--uses', '500', '--expires-days', '30', '--approval'],
    'createToken',
    { body: { name: 'intune', uses: 500, validHours: 720, needsApproval: true } },
  ],
  [['token', 'list'], 'listTokens', {}],
  [['token', 'revoke', token], 'revokeToken', { params: { token } }],
  [['exemptions', '--state', 'waiting'], 'listExemptions', { query: { state: 'waiting', limit: '500' } }],
  [
    ['exemptions', 'list', '--expiring', '7', '--unit', 'school', '--ban', 'tiktok'],
    'listExemptions',
    { query: { expiresWithinDays: '7', unit: 'school', ban: 'tiktok', limit: '500' } },
  ],
  [
    [
      ...['exemptions', 'code', '--device', device, '--ban', 'tiktok', '--challenge', '7k3m 9qxw'],
      ...['--hours', '4', '--purpose', 'film', '--account', 'ola'],
    ],
    'answerOfflineCode',
    { body: { device, ban: 'tiktok', challenge: '7k3m 9qxw', hours: 4, purpose: 'film', account: 'ola' } },
  ],
  [['exemptions', 'approve', exemption, '--days', '7'], 'approveRequest', { body: { days: 7 } }],
  [['exemptions', 'deny', exemption, '--reason', 'no'], 'denyRequest', { body: { reason: 'no' } }],
  [
    ['exemptions', 'withdraw', exemption, '--reason', 'over'],
    'withdrawExemption',
    { body: { reason: 'over' } },
  ],
  [['operators'], 'listOperators', {}],
  [
    ['operators', 'create', 'kari', '--role', 'approver', '--expires-days', '9'],
    'createOperatorToken',
    { body: { name: 'kari', role: 'approver', validDays: 9 } },
  ],
  [['operators', 'revoke', operator], 'revokeOperator', { params: { operator } }],
  [['release', 'list'], 'listReleases', {}],
  [['policy', 'show', '--version', '4'], 'getPolicy', { query: { version: '4' } }],
  [['policy', 'diff', '--from', '3', '--to', '4'], 'getPolicyDiff', { body: { from: 3, to: 4 } }],
];

describe('commands that speak to the server', () => {
  it.each(cases)('%j calls %s', async (args, id, sent) => {
    await using server = await exampleServer();
    const people = await ranHere(args, server.env);
    expect(people.code).toBe(0);
    expect(people.out).not.toBe('');
    expect(server.requests[0]).toMatchObject({ id, authorization: `Bearer ${testToken}`, ...sent });
    const script = await ranHere([...args, '--json'], server.env);
    expect(JSON.parse(script.out)).toEqual(operations[id].example.response);
    for (const text of [people.out, people.err, script.out, script.err])
      expect(text).not.toContain(testToken);
  });

  it('devices reads page after page', async () => {
    const [one] = operations.listDevices.example.response.devices;
    await using server = await exampleServer(({ query }) => ({
      status: 200,
      body:
        query['after'] === undefined
          ? { devices: [one], next: one.device, total: 2 }
          : { devices: [{ ...one, device: 'f'.repeat(32), hostName: 'last-one' }], total: 2 },
    }));
    const { out, err } = await ranHere(['devices', '--unit', 'kommune', '--label', 'floor-2'], server.env);
    expect(out).toContain('last-one');
    expect(err).toContain('2 PCs');
    expect(server.requests.map(({ query }) => query)).toEqual([
      { unit: 'kommune', label: 'floor-2', limit: '500' },
      { unit: 'kommune', label: 'floor-2', limit: '500', after: one.device },
    ]);
  });

  it('a secret stands alone on standard output, once, and it is said so', async () => {
    await using server = await exampleServer();
    const made = await ranHere(['token', 'create'], server.env);
    expect(made.out).toBe(`${operations.createToken.example.response.text}\n`);
    expect(made.err).toContain('not shown again');
  });

  it('an offline code is there to be read out; where a second approver is waited for, that is said', async () => {
    const args = ['exemptions', 'code', '--device', device, '--ban', 'tiktok', '--challenge', '7K3M-9QXW'];
    const rest = ['--hours', '4', '--purpose', 'film'];
    const { code, exemption: given, until } = operations.answerOfflineCode.example.response;
    await using one = await exampleServer();
    expect((await ranHere([...args, ...rest], one.env)).out).toContain(`Read out this code: ${code}`);
    const half = { ...given, state: 'half-approved', approversNeeded: 2 };
    await using two = await exampleServer(() => ({ status: 200, body: { exemption: half, until } }));
    const waiting = await ranHere([...args, ...rest], two.env);
    expect(waiting.out).not.toContain(code);
    expect(waiting.err).toContain(`exemptions approve ${given.exemption}`);
    const approved = { ...given, offlineCode: code };
    await using last = await exampleServer(() => ({ status: 200, body: approved }));
    const second = await ranHere(['exemptions', 'approve', given.exemption], last.env);
    expect(second.out).toContain(`Read out this code: ${code}`);
  });

  it('exemptions grant asks for days from now', async () => {
    await using server = await exampleServer();
    const args = ['exemptions', 'grant', device, 'tiktok', '--purpose', 'film', '--days', '7'];
    expect((await ranHere(args, server.env)).code).toBe(0);
    const body = server.requests[0]?.body as { from: number; until: number } | undefined;
    expect((body?.until ?? 0) - (body?.from ?? 0)).toBe(7 * 86_400_000);
  });

  it('exemptions grant takes a day as included, here', async () => {
    await using server = await exampleServer();
    const grant = async (until: string, zone: string) => {
      const args = ['exemptions', 'grant', device, 'tiktok', '--purpose', 'film', '--until', until];
      // The zone is the process's own.
      const ran = await runCli(args, { ...server.env, TZ: zone });
      const { until: sent } = (server.requests.at(-1)?.body ?? {}) as { until?: number };
      return ran.code === 0 ? new Date(sent ?? 0).toISOString() : ran.err;
    };
    expect(await grant('2026-12-24', 'UTC')).toBe('2026-12-25T00:00:00.000Z');
    expect(await grant('2026-12-24', 'Europe/Oslo')).toBe('2026-12-24T23:00:00.000Z');
    expect(await grant('2026-12-24T12:00', 'Europe/Oslo')).toBe('2026-12-24T11:00:00.000Z');
    expect(await grant('2026-12-24T12:00+02:00', 'Europe/Oslo')).toBe('2026-12-24T10:00:00.000Z');
    expect(await grant('2028-02-29', 'UTC')).toBe('2028-03-01T00:00:00.000Z');
    const { length } = server.requests;
    for (const wrong of ['2026-02-31', '2026-13-01', '2026-12-24T24:00', '2026-02-29T10:00Z'])
      expect(await grant(wrong, 'UTC')).toContain('in the calendar');
    expect(await grant('24.12.2026', 'UTC')).toContain('Write a day like');
    expect(server.requests).toHaveLength(length);
  });

  it('exemptions reads page after page', async () => {
    const [one] = operations.listExemptions.example.response.exemptions;
    const next = `7-${one.exemption}`;
    await using server = await exampleServer(({ query }) => ({
      status: 200,
      body:
        query['after'] === undefined
          ? { exemptions: [one], next }
          : { exemptions: [{ ...one, purpose: 'the last one' }] },
    }));
    const { out } = await ranHere(['exemptions', '--device', one.device], server.env);
    expect(out).toContain('the last one');
    expect(server.requests.map(({ query }) => query)).toEqual([
      { device: one.device, limit: '500' },
      { device: one.device, limit: '500', after: next },
    ]);
  });

  it.each([
    [['exemptions'], { exemptions: [] }, 'No requests and no grants.'],
    [['token', 'list'], { tokens: [] }, 'No tokens.'],
    [['devices'], { devices: [], total: 0 }, '0 PCs'],
    [['events'], { events: [], cursor: 0 }, 'No such events.'],
  ] as const)('%j says that there is nothing, beside the output', async (args, body, words) => {
    await using server = await exampleServer(() => ({ status: 200, body }));
    const { code, out, err } = await ranHere(args, server.env);
    expect({ code, out }).toEqual({ code: 0, out: '' });
    expect(err).toContain(words);
  });

  it('an audit whose chain is broken ends with its own code', async () => {
    await using server = await exampleServer(() => ({
      status: 200,
      body: { ...operations.listAudit.example.response, intact: false },
    }));
    const { code, out } = await ranHere(['audit'], server.env);
    expect(code).toBe(8);
    expect(out).toContain('revoke-device');
  });
});

describe('what the server refuses', () => {
  it.each([
    ['not-signed-in', 5],
    ['role-too-low', 5],
    ['terms-forbid', 5],
    ['not-found', 6],
    ['conflict', 7],
    ['not-as-schema', 2],
    ['server-fault', 1],
  ] as const)('%s ends with code %i and its sentence', async (name, expected) => {
    await using server = await exampleServer(() => problem(name, { detail: 'so it is\u001b[2J' }));
    const { code, out, err } = await ranHere(['server'], server.env);
    expect({ code, out }).toEqual({ code: expected, out: '' });
    expect(err).toContain('so it is[2J');
    expect(err).not.toContain(testToken);
  });

  it('an answer that is no answer of Portvakt is said to be so', async () => {
    await using server = await exampleServer(() => ({ status: 200, body: { hello: 1 } }));
    const { code, err } = await ranHere(['server'], server.env);
    expect(code).toBe(1);
    expect(err).toContain('does not understand');
  });

  it('nobody there ends with code 4', async () => {
    const { env } = await (async () => {
      await using server = await exampleServer();
      return server;
    })();
    const { code, err } = await ranHere(['server'], env);
    expect(code).toBe(4);
    expect(err).toContain('nothing answers there');
    expect(err).not.toContain(testToken);
  });
});

describe('the connection', () => {
  it('is kept by login for this account alone, and used from then on', async () => {
    using folder = tempFolder();
    await using server = await exampleServer();
    const env = { XDG_CONFIG_HOME: folder.path };
    const signedIn = await runCli(
      ['login', '--server', server.url, '--token-file', '-'],
      env,
      `${testToken}\n`,
    );
    expect(signedIn).toMatchObject({ code: 0, err: '' });
    expect(signedIn.out).not.toContain(testToken);
    const path = join(folder.path, 'portvakt/cli.json');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ server: server.url, token: testToken });
    expect((await runCli(['server'], env)).code).toBe(0);

    // The token of one server is never given to another.
    await using other = await exampleServer();
    const elsewhere = await runCli(['server', '--server', other.url], env);
    expect(elsewhere.code).toBe(2);
    expect(other.requests).toEqual([]);

    chmodSync(path, 0o644);
    expect(await runCli(['server'], env)).toMatchObject({ code: 5, out: '' });
  });

  it('is not kept when the server does not take the token', async () => {
    using folder = tempFolder();
    await using server = await exampleServer(() => problem('not-signed-in'));
    const env = { XDG_CONFIG_HOME: folder.path };
    const args = ['login', '--server', server.url, '--token-file', '-'];
    expect((await runCli(args, env, testToken)).code).toBe(5);
    expect((await runCli(['server'], env)).code).toBe(2);
  });

  it('reads a token from a file, and refuses to send it unencrypted over a network', async () => {
    using folder = tempFolder();
    mkdirSync(folder.path, { recursive: true });
    const file = join(folder.path, 'token');
    writeFileSync(file, `${testToken}\n`);
    await using server = await exampleServer();
    const env = { PORTVAKT_TOKEN_FILE: file };
    expect((await runCli(['server', '--server', server.url], env)).code).toBe(0);
    const plain = await runCli(['server', '--server', 'http://portvakt.example.org'], env);
    expect(plain).toMatchObject({ code: 2, out: '' });
    expect(plain.err).toContain('https://');
  });
});
