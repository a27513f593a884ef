import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { effectivePolicy, readFragment } from '#policy/effective.ts';
import type { OperationId } from '#protocol/console-server.ts';
import type { EventBody } from '#protocol/event.ts';
import { applies, fleetFiles, joined, operatorOf, type FleetDevice } from '#test/kit/fleet-in-test.ts';
import { ban, organisation } from '#test/kit/policy-builder.ts';
import { call, must, startTestServer, type TestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const hit = (at: number): EventBody => ({
  type: 'hit',
  ban: 'telegram-ban',
  app: 'telegram',
  channel: 'native',
  action: 'stopped',
  effect: 'block',
  level: 'stopped-after-start',
  evidence: [],
  confidence: 'primary',
  at,
  repeats: 2,
  account: 'ola',
});

describe('a fleet of three units', () => {
  const folder = tempFolder();
  const devices = new Map<string, FleetDevice>();
  const at = (name: string): FleetDevice => {
    const found = devices.get(name);
    if (found === undefined) throw new Error(`there is no ${name}`);
    return found;
  };
  let server: TestServer;
  let school: Awaited<ReturnType<typeof operatorOf>>;
  beforeAll(async () => {
    server = await startTestServer(folder.path);
    await server.must('applyPolicy', {
      body: {
        files: fleetFiles(
          [ban({ review: '2099-01-01' }), ban({ id: 'tiktok', apps: ['tiktok'], review: '2026-01-31' })],
          {},
          [
            {
              name: 'library.yaml',
              text: JSON.stringify({
                portvakt: 'policy/1',
                unit: 'library',
                bans: [ban({ id: 'steam', apps: ['steam'], effect: 'warn', review: '2099-01-01' })],
              }),
            },
          ],
        ),
      },
    });
    for (const [name, unit] of [
      ['sch-1', 'school'],
      ['north-1', 'north'],
      ['lib-1', 'library'],
      ['lib-2', 'library'],
    ] as const)
      devices.set(name, await joined(server, name, { unit }));
    devices.set('own-1', await joined(server, 'own-1', { unit: 'school' }, true));
    await applies(server, at('sch-1'), [
      { ban: 'telegram-ban', channel: 'native', level: 'stopped-after-start' },
      { ban: 'telegram-ban', channel: 'web', level: 'blind', why: 'no web guard on this PC' },
    ]);
    await applies(server, at('lib-1'), [
      { ban: 'telegram-ban', channel: 'native', level: 'denied-before-start' },
    ]);
    at('lib-1').agent.sendEvents(1, [hit(Date.now())]);
    await at('lib-1').agent.take('events-ack');
    at('sch-1').agent.sendEvents(1, [
      hit(Date.now()),
      {
        type: 'receipt',
        receipt: {
          id: 'a'.repeat(32),
          layer: 'process-stop',
          triedAt: Date.now(),
          result: 'blocked',
          level: 'stopped-after-start',
          release: 2,
        },
      },
    ]);
    await at('sch-1').agent.take('events-ack');
    school = await operatorOf(server, 'sonja', 'administrator', 'school');
  });
  afterAll(async () => {
    for (const { agent } of devices.values()) agent.cut();
    await server.stop();
    folder[Symbol.dispose]();
  });

  it('shows the tree with counts, and to others their part and the path to it', async () => {
    const { units } = await server.must('listUnits');
    expect(units.map(({ unit, devices: count, bans }) => [unit, count, bans])).toEqual([
      ['kommune', 0, 2],
      ['school', 2, 0],
      ['north', 1, 0],
      ['library', 2, 1],
    ]);
    expect((await school.must('listUnits')).units).toEqual([
      { unit: 'kommune', name: 'Kommune', outside: true },
      { unit: 'school', name: 'Schools', parent: 'kommune', devices: 2, awaiting: 0, silent: 0, bans: 0 },
      { unit: 'north', name: 'North school', parent: 'school', devices: 1, awaiting: 0, silent: 0, bans: 0 },
    ]);
  });

  it('tells what is enforced where, and of whom nothing is known', async () => {
    const coverage = await server.must('getCoverage');
    expect(coverage).toMatchObject({ devices: 4, private: 1, silent: 0 });
    expect(coverage.bans.find((one) => one.ban === 'telegram-ban')).toEqual({
      ban: 'telegram-ban',
      unit: 'kommune',
      effect: 'block',
      devices: 4,
      channels: [
        { channel: 'native', levels: { 'denied-before-start': 1, 'stopped-after-start': 1, unknown: 2 } },
        { channel: 'web', levels: { blind: 1, unknown: 2 } },
      ],
    });
    expect(coverage.bans.find((one) => one.ban === 'steam')).toMatchObject({ unit: 'library', devices: 2 });
    const library = await server.must('getCoverage', { query: { unit: 'library', ban: 'telegram-ban' } });
    expect(library.bans).toMatchObject([
      { devices: 2, channels: [{ levels: { 'denied-before-start': 1, unknown: 1 } }] },
    ]);
    const held = await server.must('getServerInfo');
    expect(coverage.releases).toContainEqual({ version: held.release, devices: 2 });
  });

  it('tells what needs somebody today', async () => {
    const overview = await server.must('getOverview');
    expect(overview).toMatchObject({ devices: 5, connected: 5, retention: { ok: true } });
    expect(overview.reviewsDue.map(({ ban: id }) => id)).toEqual(['tiktok']);
    expect(overview.notEnforced).toEqual([
      { ban: 'telegram-ban', unit: 'kommune', channel: 'web', devices: 1, of: 4 },
    ]);
    expect(overview.hitsByDay.map(({ ban: id, hits }) => [id, hits])).toEqual([['telegram-ban', 6]]);
    const theirs = await school.must('getOverview');
    expect(theirs).not.toHaveProperty('connected');
    expect(theirs).toMatchObject({ devices: 3, reviewsDue: [] });
    expect(theirs.hitsByDay.map(({ hits }) => hits)).toEqual([3]);
  });

  it('finds devices by name, ban, level and order, page by page', async () => {
    const names = async (query: Parameters<typeof server.must<'listDevices'>>[1]): Promise<string[]> =>
      (await server.must('listDevices', query)).devices.map(({ hostName }) => hostName);
    expect(await names({ query: { search: 'LIB', sort: 'hostName' } })).toEqual(['lib-1', 'lib-2']);
    expect(await names({ query: { search: '%' } })).toEqual([]);
    expect(await names({ query: { search: '_ib-1' } })).toEqual([]);
    expect(await names({ query: { ban: 'telegram-ban', level: 'blind' } })).toEqual(['sch-1']);
    expect(await names({ query: { ban: 'no-such-ban' } })).toEqual([]);
    expect(await names({ query: { silent: true } })).toEqual([]);
    expect(await names({ query: { sort: '-hostName' } })).toEqual([
      'sch-1',
      'own-1',
      'north-1',
      'lib-2',
      'lib-1',
    ]);
    const seen: string[] = [];
    for (let after: string | undefined; ;) {
      const page = await server.must('listDevices', {
        query: { sort: '-lastSeen', limit: 2, ...(after === undefined ? {} : { after }) },
      });
      seen.push(...page.devices.map(({ hostName }) => hostName));
      if (page.next === undefined) break;
      after = page.next;
    }
    expect(seen.toSorted()).toEqual(['lib-1', 'lib-2', 'north-1', 'own-1', 'sch-1']);
  });

  it('shows a device with its proofs and who looked', async () => {
    await server.must('getDevice', { params: { device: at('sch-1').device } });
    const detail = await school.must('getDevice', { params: { device: at('sch-1').device } });
    expect(detail.receipts).toMatchObject([{ layer: 'process-stop', result: 'blocked' }]);
    expect(detail.looks[0]).toMatchObject({ operator: 'sonja', what: 'device' });
    expect(detail.looks).toHaveLength(2);
  });

  it('tells the policy of a device as its agent works it out', async () => {
    const { device } = at('lib-1');
    const answer = await server.must('getDevicePolicy', { params: { device } });
    expect(answer.path).toEqual(['library', 'kommune']);
    const { content } = await server.must('getPolicyContent');
    const expected = effectivePolicy(
      {
        version: 2,
        issuedAt: 0,
        organisation: content.organisation ?? organisation(),
        fragments: [],
        serverKeys: [],
      },
      content.policies.flatMap((file) => readFragment({ adoptions: [], ...file }) ?? []),
      { unit: 'library', labels: [], class: 'service' },
    ).bans.filter(({ forThisDevice }) => forThisDevice);
    expect(
      answer.values.map((value) => [value.unit, value.ban, value.binding, value.effect].join(' ')).toSorted(),
    ).toEqual(
      expected
        .map(({ ban: one, origin }) => [origin.unit, one.id, origin.binding, one.effect].join(' '))
        .toSorted(),
    );
    const value = (id: string) => answer.values.find((one) => one.ban === id);
    expect(value('tiktok')).toMatchObject({ effectToday: 'warn', why: ['review-passed'] });
    expect(value('telegram-ban')).toMatchObject({
      effectToday: 'block',
      why: [],
      truth: [{ channel: 'native', level: 'denied-before-start' }],
    });
    const { entries } = await server.must('listAudit', { query: { subject: device, action: 'look' } });
    expect(entries.map(({ body }) => body)).toContain('{"what":"device"}');
  });

  it('names an exemption as the cause', async () => {
    const { device } = at('sch-1');
    const now = Date.now();
    await server.must('grantExemption', {
      body: { device, ban: 'telegram-ban', purpose: 'press', from: now - 1_000, until: now + 86_400_000 },
    });
    const { values } = await server.must('getDevicePolicy', { params: { device } });
    expect(values.find((one) => one.ban === 'telegram-ban')).toMatchObject({
      effectToday: 'none',
      why: ['exempt'],
      exemption: { until: now + 86_400_000 },
    });
  });

  describe('to an operator of the school the library is not there', () => {
    it('in lists', async () => {
      const { devices: listed, total } = await school.must('listDevices');
      expect([listed.map(({ hostName }) => hostName).toSorted(), total]).toEqual([
        ['north-1', 'own-1', 'sch-1'],
        3,
      ]);
      const { events } = await school.must('listEvents');
      expect([...new Set(events.map(({ device }) => device))]).toEqual([at('sch-1').device]);
      expect((await school.must('listEvents', { query: { limit: 1 } })).events).toHaveLength(1);
      expect((await school.must('getCoverage')).bans.map((one) => one.ban)).not.toContain('steam');
      expect((await school.must('listTokens')).tokens.map(({ unit }) => unit)).not.toContain('library');
      const { entries } = await school.must('listAudit', { query: { limit: 500 } });
      expect(entries.filter(({ subject }) => subject === at('lib-1').device)).toEqual([]);
      expect(entries.some(({ subject }) => subject === at('sch-1').device)).toBe(true);
    });

    it('in numbers of releases and PCs', async () => {
      const { devices: seen } = await school.must('getServerInfo');
      expect(seen).toBe((await school.must('listDevices')).total);
      expect(seen).toBeLessThan((await server.must('getServerInfo')).devices);
      const held = async (who: { readonly must: TestServer['must'] }): Promise<number> =>
        (await who.must('listReleases')).releases.reduce((all, { devices: here }) => all + here, 0);
      expect(await held(school)).toBeLessThan(await held(server));
    });

    it('in the audit, whatever name somebody takes', async () => {
      const own = await server.must('createOperatorToken', {
        body: { name: 'Whole', role: 'administrator' },
      });
      await must(server.apiUrl, own.text, 'getDevice', { params: { device: at('lib-1').device } });
      await server.must('revokeOperator', { params: { operator: own.operator.operator } });
      const boss = await operatorOf(server, 'Boss of the school', 'administrator', 'school');
      const { text } = await boss.must('createOperatorToken', { body: { name: 'Whole', role: 'viewer' } });
      const { entries } = await must(server.apiUrl, text, 'listAudit', { query: { limit: 500 } });
      expect(entries.filter(({ subject }) => subject === at('lib-1').device)).toEqual([]);
    });

    const refusals: readonly [OperationId, (device: string) => object, number][] = [
      ['getDevice', (device) => ({ params: { device } }), 404],
      ['getDevicePolicy', (device) => ({ params: { device } }), 404],
      ['setDevice', (device) => ({ params: { device }, body: { unit: 'school' } }), 404],
      ['approveDevice', (device) => ({ params: { device } }), 404],
      ['revokeDevice', (device) => ({ params: { device }, body: { reason: 'x' } }), 404],
      ['eraseDevice', (device) => ({ params: { device }, body: { reason: 'x' } }), 404],
      ['erasePerson', (device) => ({ body: { device, account: 'ola', reason: 'x' } }), 404],
      ['listEvents', (device) => ({ query: { device } }), 404],
      ['listExemptions', (device) => ({ query: { device } }), 404],
      ['listDevices', () => ({ query: { unit: 'library' } }), 403],
      ['listEvents', () => ({ query: { unit: 'library' } }), 403],
      ['getCoverage', () => ({ query: { unit: 'library' } }), 403],
      ['getReport', () => ({ query: { unit: 'kommune', from: '2026-01-01', to: '2026-01-02' } }), 403],
      ['createToken', () => ({ body: { name: 'x', uses: 1, validHours: 1, unit: 'library' } }), 403],
      ['getRetention', () => ({}), 403],
    ];
    it.each(refusals)('%s %s', async (operation, parts, status) => {
      const answer = await call(server.apiUrl, school.token, operation, parts(at('lib-1').device) as never);
      expect(answer.status).toBe(status);
    });

    it('and nothing can be moved there', async () => {
      const answer = await call(server.apiUrl, school.token, 'setDevice', {
        params: { device: at('north-1').device },
        body: { unit: 'library' },
      });
      expect(answer.status).toBe(403);
      const inside = await school.must('setDevice', {
        params: { device: at('north-1').device },
        body: { labels: ['pupil'] },
      });
      expect(inside.labels).toEqual(['pupil']);
    });
  });
});

it('how many PCs are connected is told only to those who work for the whole organisation', async () => {
  using folder = tempFolder();
  await using server = await startTestServer(folder.path);
  await server.must('applyPolicy', { body: { files: fleetFiles() } });
  const { agent } = await joined(server, 'pc-1');
  const teacher = await operatorOf(server, 'kari', 'viewer', 'school');
  expect((await server.must('getServerInfo')).connected).toBe(1);
  const told = await teacher.must('getServerInfo');
  expect(told).toMatchObject({ devices: 0 });
  expect(told).not.toHaveProperty('connected');
  agent.cut();
});
