import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Retention } from '#policy/server-file.ts';
import type { EventBody } from '#protocol/event.ts';
import { FakeClock } from '#test/kit/fake-clock.ts';
import { fleetFiles, joined } from '#test/kit/fleet-in-test.ts';
import { startTestServer, type TestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { WireAgent } from '#test/kit/wire-agent.ts';

const dayMs = 86_400_000;
const start = Date.UTC(2026, 10, 22, 9);
const hit: EventBody = {
  type: 'hit',
  ban: 'telegram-ban',
  channel: 'native',
  action: 'stopped',
  effect: 'block',
  level: 'stopped-after-start',
  evidence: [],
  confidence: 'primary',
  at: start,
  repeats: 0,
  account: 'ola',
};

async function startedWith(folder: string, clock: FakeClock, retention: Retention): Promise<TestServer> {
  const server = await startTestServer(folder, { clock });
  await server.must('applyPolicy', { body: { files: fleetFiles(undefined, { retention }) } });
  return server;
}
/** The server is started again some days later, and the jobs of that day end. */
async function later(
  folder: string,
  server: TestServer,
  clock: FakeClock,
  days: number,
): Promise<TestServer> {
  await server.stop();
  clock.setLocal(clock.now() + days * dayMs);
  const again = await startTestServer(folder, { clock, token: server.token });
  await clock.advance(1_000);
  for (;;) if ((await again.must('getRetention')).lastRun === clock.now()) return again;
}
async function toldAll(folder: string): Promise<void> {
  using database = new DatabaseSync(join(folder, 'server.sqlite'), { readOnly: true });
  const waiting = database.prepare('select count(*) as count from looks where delivered = 0');
  while (waiting.get()?.['count'] !== 0) await setImmediate();
}

describe('retention', () => {
  it('shows what is kept for how long, and when it was applied', async () => {
    using folder = tempFolder();
    const clock = new FakeClock(start);
    const first = await startedWith(folder.path, clock, { events: 30 });
    const state = await first.must('getRetention');
    expect(state.kinds.map(({ kind, days, isDefault }) => [kind, days, isDefault])).toEqual([
      ['events', 30, false],
      ['looks', 730, true],
      ['audit', 1_825, true],
      ['exemptions', 365, true],
      ['silentDevices', 400, true],
    ]);
    expect(state.deleted).toBe(0);
    expect(state).not.toHaveProperty('lastRun');
    await using second = await later(folder.path, first, clock, 1);
    expect((await second.must('getOverview')).retention).toEqual({ ok: true });
    clock.setLocal(clock.now() + 3 * dayMs);
    expect((await second.must('getOverview')).retention).toMatchObject({ ok: false });
  });

  it('deletes events past their days, keeps the high-water mark, and goes on counting upwards', async () => {
    using folder = tempFolder();
    const clock = new FakeClock(start);
    const first = await startedWith(folder.path, clock, { events: 30 });
    const { agent, device } = await joined(first, 'pc-1');
    agent.sendEvents(
      1,
      Array.from({ length: 400 }, () => hit),
    );
    await agent.take('events-ack');
    const { cursor } = await first.must('listEvents', { query: { limit: 500 } });
    expect((await first.must('getOverview')).hitsByDay).toMatchObject([{ hits: 400 }]);
    agent.cut();
    await using server = await later(folder.path, first, clock, 31);
    // The newest stays: without it the next event would be given a cursor that was used before.
    expect((await server.must('listEvents', { query: { limit: 500 } })).events).toHaveLength(1);
    expect((await server.must('getRetention')).deleted).toBe(399);
    await using again = new WireAgent(server.url, { key: agent.key });
    expect((await again.arrive(device, { epoch: agent.epoch })).acked).toBe(400);
    again.sendEvents(400, [hit, hit], agent.epoch);
    expect((await again.take('events-ack')).seq).toBe(401);
    const after = await server.must('listEvents', { query: { after: cursor } });
    expect(after.events.map((event) => event.cursor)).toEqual([cursor + 1]);
  });

  it('keeps looks that were not told yet, and exemptions that wait or run', async () => {
    using folder = tempFolder();
    const clock = new FakeClock(start);
    const first = await startedWith(folder.path, clock, { looks: 30, exemptions: 30, events: 30 });
    const told = await joined(first, 'pc-told');
    const away = await joined(first, 'pc-away');
    away.agent.cut();
    await away.agent.untilClosed();
    await first.must('getDevice', { params: { device: told.device } });
    await told.agent.take('looks');
    await toldAll(folder.path);
    await first.must('getDevice', { params: { device: away.device } });
    const granted = async (days: number) =>
      first.must('grantExemption', {
        body: {
          ...{ device: told.device, ban: 'telegram-ban', purpose: `${days} days` },
          ...{ from: clock.now(), until: clock.now() + days * dayMs },
        },
      });
    await granted(2);
    const waits: EventBody = {
      type: 'exemption-request',
      request: {
        ...{ id: 'a'.repeat(32), ban: 'telegram-ban', account: 'ola', purpose: 'waits' },
        ...{ days: 3, askedAt: start },
      },
    };
    told.agent.sendEvents(1, [waits]);
    await told.agent.take('events-ack');
    for (;;) if ((await first.must('listExemptions')).exemptions.length === 2) break;
    told.agent.cut();
    clock.setLocal(start + 20 * dayMs);
    await granted(30);
    await using server = await later(folder.path, first, clock, 20);
    const { exemptions } = await server.must('listExemptions');
    expect(exemptions.map(({ purpose }) => purpose).toSorted()).toEqual(['30 days', 'waits']);
    const looks = async (device: string) =>
      (await server.must('getDevice', { params: { device } })).looks
        .filter(({ what }) => what === 'device')
        .map(({ at }) => at);
    expect((await looks(told.device)).includes(start)).toBe(false);
    expect((await looks(away.device)).some((at) => at < start + dayMs)).toBe(true);
  });

  it('deletes the beginning of the audit, and the rest still holds', async () => {
    using folder = tempFolder();
    const clock = new FakeClock(start);
    const first = await startedWith(folder.path, clock, { audit: 365 });
    await first.enrolmentToken();
    clock.setLocal(start + 200 * dayMs);
    await first.enrolmentToken({ name: 'later' });
    const kept = (await first.must('listAudit')).entries.at(-1);
    const server = await later(folder.path, first, clock, 200);
    const after = await server.must('listAudit');
    expect(after.intact).toBe(true);
    expect(after.entries[0]).toEqual(kept);
    await server.enrolmentToken({ name: 'newest' });
    expect((await server.must('listAudit')).intact).toBe(true);
    await server.stop();
    const database = new DatabaseSync(join(folder.path, 'server.sqlite'));
    database.exec(`update audit set operator = 'nobody' where seq = (select min(seq) from audit)`);
    database.close();
    await using again = await startTestServer(folder.path, { clock, token: server.token });
    expect((await again.must('listAudit')).intact).toBe(false);
  });

  it('forgets PCs that were not seen for so long, wholly', async () => {
    using folder = tempFolder();
    const clock = new FakeClock(start);
    const first = await startedWith(folder.path, clock, { silentDevices: 60 });
    const silent = await joined(first, 'pc-silent');
    silent.agent.sendEvents(1, [hit]);
    await silent.agent.take('events-ack');
    silent.agent.cut();
    clock.setLocal(start + 50 * dayMs);
    const seen = await joined(first, 'pc-seen');
    seen.agent.cut();
    await using server = await later(folder.path, first, clock, 20);
    const { devices } = await server.must('listDevices');
    expect(devices.map(({ hostName }) => hostName)).toEqual(['pc-seen']);
    const { entries, intact } = await server.must('listAudit', {
      query: { subject: silent.device, limit: 500 },
    });
    expect(intact).toBe(true);
    expect(entries.at(-1)).toMatchObject({ operator: 'server', action: 'erase-device' });
  });

  it('forgets PCs that were expected and did not enrol for 400 days', async () => {
    using folder = tempFolder();
    const clock = new FakeClock(start);
    const first = await startedWith(folder.path, clock, {});
    const expects = (name: string) =>
      first.must('importDevices', { body: { csv: `hostname,unit\n${name},school\n` } });
    await expects('pc-old');
    clock.setLocal(start + 100 * dayMs);
    await expects('pc-new');
    await using server = await later(folder.path, first, clock, 301);
    const { expected } = await server.must('listExpected');
    expect(expected.map(({ hostName }) => hostName)).toEqual(['pc-new']);
  });
});
