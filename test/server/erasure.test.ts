import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EventBody } from '#protocol/event.ts';
import { closeCodes } from '#protocol/close-codes.ts';
import { fleetFiles, joined } from '#test/kit/fleet-in-test.ts';
import { createOutletErasure, outletMigrations } from '#server/outlets/index.ts';
import { openStore, storeMigrations } from '#server/store/index.ts';
import { call, startTestServer, type TestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { WireAgent } from '#test/kit/wire-agent.ts';

const hit = (account: string): EventBody => ({
  type: 'hit',
  ban: 'telegram-ban',
  channel: 'native',
  action: 'stopped',
  effect: 'block',
  level: 'stopped-after-start',
  evidence: [],
  confidence: 'primary',
  at: Date.now(),
  repeats: 0,
  account,
});
const request = (account: string, id: string): EventBody => ({
  type: 'exemption-request',
  request: { id, ban: 'telegram-ban', account, purpose: 'press', days: 3, askedAt: Date.now() },
});

/** Everything in the store as one text. */
function everything(folder: string): string {
  using database = new DatabaseSync(join(folder, 'server.sqlite'), { readOnly: true });
  const tables = database.prepare(`select name from sqlite_master where type = 'table'`).all();
  return tables
    .map(({ name }) => JSON.stringify(database.prepare(`select * from "${String(name)}"`).all()))
    .join('\n');
}

async function reported(agent: WireAgent, bodies: readonly EventBody[]): Promise<void> {
  agent.sendEvents(1, bodies);
  await agent.take('events-ack');
}
async function asked(server: TestServer, count: number): Promise<void> {
  for (;;) if ((await server.must('listExemptions')).exemptions.length >= count) return;
}

describe('erasing a PC', () => {
  it('shuts it out, leaves nothing of it but its id, and the chain holds', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await server.must('applyPolicy', { body: { files: fleetFiles() } });
    const gone = await joined(server, 'pc-secret-name');
    const stays = await joined(server, 'pc-stays');
    await reported(stays.agent, [hit('kari')]);
    await reported(gone.agent, [hit('ola'), request('ola', 'a'.repeat(32))]);
    await asked(server, 1);
    await server.must('setDevice', { params: { device: gone.device }, body: { labels: ['of-ola'] } });
    const erased = await server.must('eraseDevice', {
      params: { device: gone.device },
      body: { reason: 'scrapped' },
    });
    expect(erased).toMatchObject({ events: 2, exemptions: 1 });
    expect(erased.audit).toBeGreaterThanOrEqual(3);
    expect((await gone.agent.untilClosed()).code).toBe(closeCodes.revoked.code);
    expect(
      (await call(server.apiUrl, server.token, 'getDevice', { params: { device: gone.device } })).status,
    ).toBe(404);
    const { entries, intact } = await server.must('listAudit', { query: { limit: 500 } });
    expect(intact).toBe(true);
    const about = entries.filter(({ subject }) => subject === gone.device);
    expect(about.at(-1)).toMatchObject({ action: 'erase-device', body: expect.stringContaining('scrapped') });
    expect(about.slice(0, -1).every(({ erased: isErased, body }) => isErased === true && body === '')).toBe(
      true,
    );
    const { events } = await server.must('listEvents');
    expect(events.filter(({ device }) => device === stays.device)).toHaveLength(1);
    const left = everything(folder.path);
    expect(left).not.toContain('pc-secret-name');
    expect(left).not.toContain('of-ola');
    expect(left).not.toContain('"account\\":\\"ola');
    await using back = new WireAgent(server.url, { key: gone.agent.key });
    await back.sayHello(gone.device);
    expect((await back.untilClosed()).code).toBe(closeCodes.unknownDevice.code);
    stays.agent.cut();
  });

  it('does not give the cursor of an erased event to the next one', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const gone = await joined(server, 'pc-1');
    const stays = await joined(server, 'pc-2');
    await reported(gone.agent, [hit('ola')]);
    const { cursor } = await server.must('listEvents');
    await server.must('eraseDevice', { params: { device: gone.device }, body: { reason: 'x' } });
    await reported(stays.agent, [hit('kari')]);
    const { events } = await server.must('listEvents', { query: { after: cursor } });
    expect(events.map(({ device }) => device)).toEqual([stays.device]);
    stays.agent.cut();
  });
});

describe('erasing a person', () => {
  it('takes the account everywhere, or on one PC, and names it nowhere', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await server.must('applyPolicy', { body: { files: fleetFiles() } });
    const one = await joined(server, 'pc-1');
    const other = await joined(server, 'pc-2');
    const name = 'ola.nordmann';
    await reported(one.agent, [hit(name), hit('kari'), request(name, 'a'.repeat(32))]);
    await reported(other.agent, [hit(name), hit('kari')]);
    await asked(server, 1);
    const now = Date.now();
    await server.must('grantExemption', {
      body: {
        ...{ device: one.device, ban: 'telegram-ban', account: name, purpose: 'press' },
        ...{ from: now - 1_000, until: now + 86_400_000 },
      },
    });
    const onOne = await server.must('erasePerson', {
      body: { account: name, device: one.device, reason: 'article 17' },
    });
    expect(onOne).toMatchObject({ events: 2, exemptions: 2, audit: 1 });
    // The PC that is connected hears that the exemption is over.
    for (;;) {
      const { envelope } = await one.agent.take('assignment');
      const document = JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8')) as {
        exemptions: unknown[];
        serial: number;
      };
      if (document.serial > 1 && document.exemptions.length === 0) break;
    }
    const rest = await server.must('erasePerson', { body: { account: name, reason: 'article 17' } });
    expect(rest).toMatchObject({ events: 1, exemptions: 0 });
    expect(await server.must('erasePerson', { body: { account: name, reason: 'again' } })).toEqual({
      events: 0,
      exemptions: 0,
      audit: 0,
      messages: 0,
    });
    expect(everything(folder.path)).not.toContain(name);
    const { events } = await server.must('listEvents');
    expect(events.filter(({ body }) => 'account' in body && body.account === 'kari')).toHaveLength(2);
    expect((await server.must('listAudit', { query: { limit: 500 } })).intact).toBe(true);
    one.agent.cut();
    other.agent.cut();
  });
});

describe('what names somebody elsewhere', () => {
  it('policy files are left as they are, and the answer says where they name the account', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const rule = (user: string) => ({
      name: `by account ${user.length}`,
      when: { user },
      labels: ['teacher'],
    });
    const files = fleetFiles(undefined, { assignment: [rule('K\\ola.n@x'), rule('cola.nu')] });
    const { version } = await server.must('applyPolicy', { body: { files } });
    const { draft } = await server.must('createDraft', { body: { title: 'next', files } });
    const one = await joined(server, 'pc-1');
    const erased = await server.must('erasePerson', {
      body: { account: 'k\\OLA.n@x', reason: 'article 17' },
    });
    expect(erased.policy).toEqual([
      { version, file: 'server.yaml', line: 1 },
      { draft, file: 'server.yaml', line: 1 },
    ]);
    expect((await server.must('getPolicy')).files).toEqual(files);
    const nobody = await server.must('erasePerson', { body: { account: 'ol', reason: 'article 17' } });
    expect(nobody.policy).toBeUndefined();
    one.agent.cut();
  });

  it('messages to other systems that name the PC go, others stay', async () => {
    using folder = tempFolder();
    const path = join(folder.path, 'server.sqlite');
    await using store = await openStore(path, [storeMigrations, outletMigrations]);
    const messages = createOutletErasure(store.db);
    const [gone, stays] = ['a'.repeat(32), 'b'.repeat(32)];
    {
      using database = new DatabaseSync(path);
      const insert = database.prepare(
        `insert into outlet_messages (id, outlet, kind, body, queued_at, tries, state) values (?, 'x', 'hit', ?, 0, 0, ?)`,
      );
      for (let at = 0; at < 1_200; at += 1) {
        const device = at % 3 === 0 ? gone : stays;
        insert.run(String(at), JSON.stringify({ of: { device } }), at % 2 === 0 ? 'waiting' : 'delivered');
      }
    }
    const found = await messages.naming(new Set([gone]));
    expect([...found.keys()]).toEqual([gone]);
    const erase = () => store.db.transaction().execute((trx) => messages.erase(trx, found.get(gone) ?? []));
    expect(await erase()).toBe(400);
    expect(await erase()).toBe(0);
    expect(everything(folder.path)).not.toContain(gone);
    expect(everything(folder.path)).toContain(stays);
  });
});

describe('the chain of the audit', () => {
  it.each([
    [
      'a body that was written anew',
      `update audit set body = '{"labels":["forged"]}' where action = 'create-token'`,
    ],
    ['a body written where one was erased', `update audit set body = '{}' where action = 'enrol-device'`],
    [
      'the hash of an erased body',
      `update audit set body_hash = '${'0'.repeat(64)}' where action = 'enrol-device'`,
    ],
    ['who acted', `update audit set operator = 'nobody' where action = 'enrol-device'`],
    ['the unit', `update audit set unit = 'library' where action = 'enrol-device'`],
    [
      'a body that is gone with no erasure that names it',
      `update audit set body = '', erased_by = (select max(seq) from audit) where action = 'create-token'`,
    ],
    ['an erasure whose own body is gone', `update audit set body = '' where action = 'erase-device'`],
    ['a missing entry', `delete from audit where action = 'enrol-device'`],
    ['an entry of version 1 in its place', `update audit set version = 1 where action = 'create-token'`],
  ])('shows %s', async (_what, tamper) => {
    using folder = tempFolder();
    const first = await startTestServer(folder.path);
    const { agent, device } = await joined(first, 'pc-1');
    agent.cut();
    await first.must('eraseDevice', { params: { device }, body: { reason: 'x' } });
    expect((await first.must('listAudit')).intact).toBe(true);
    await first.stop();
    const database = new DatabaseSync(join(folder.path, 'server.sqlite'));
    expect(database.prepare(tamper).run().changes).toBeGreaterThan(0);
    database.close();
    await using second = await startTestServer(folder.path, { token: first.token });
    expect((await second.must('listAudit')).intact).toBe(false);
  });

  it('is read by operator, action, subject and time, and checked over what is left out', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await server.enrolmentToken({ name: 'one' });
    await server.enrolmentToken({ name: 'two' });
    const all = await server.must('listAudit', { query: { limit: 500 } });
    const tokens = await server.must('listAudit', { query: { action: 'create-token' } });
    expect(tokens).toMatchObject({ intact: true, cursor: all.cursor });
    expect(tokens.entries).toHaveLength(2);
    const one = tokens.entries[0];
    const bySubject = await server.must('listAudit', { query: { subject: one?.subject ?? '' } });
    expect(bySubject.entries).toEqual([one]);
    expect((await server.must('listAudit', { query: { operator: 'nobody here' } })).entries).toEqual([]);
    const later = await server.must('listAudit', { query: { from: Date.now() + 60_000 } });
    expect(later.entries).toEqual([]);
    const before = await server.must('listAudit', { query: { to: Date.now() + 60_000, limit: 2 } });
    expect(before.entries).toHaveLength(2);
    expect(before.cursor).toBe(2);
  });
});
