import { afterEach, describe, expect, it, vi } from 'vitest';
import { silentLog } from '#runtime/log.ts';
import { Connection } from '#server/agent-link/connection.ts';
import { createAnnouncements } from '#server/announcements/index.ts';
import { auditMigrations, createAudit } from '#server/audit/index.ts';
import { createRollouts, rolloutMigrations } from '#server/rollouts/index.ts';
import { openStore } from '#server/store/index.ts';
import { FakeClock } from '#test/kit/fake-clock.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { RolloutStage, type Pc } from '#test/kit/rollout-stage.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

afterEach(() => vi.restoreAllMocks());

const rings = [
  { id: 'it', name: 'IT', labels: ['ring:it'], soakHours: 24 },
  { id: 'all', name: 'All', percent: 100, soakHours: 0 },
];

describe('a release to 500 PCs', () => {
  it('is one frame that all of a ring share, and nothing for the others', async () => {
    using folder = tempFolder();
    await using stage = await RolloutStage.open(folder.path);
    await stage.publish([ban()], {});
    await using end = new AsyncDisposableStack();
    const early: Pc[] = [];
    const late: Pc[] = [];
    const labelled = await stage.server.enrolmentToken({ labels: ['ring:it'] });
    const plain = await stage.server.enrolmentToken();
    while (early.length + late.length < 500) {
      const made = await Promise.all(
        Array.from({ length: 20 }, async (_, at) => {
          const isEarly = at % 10 === 0;
          const pc = await stage.pcWith(isEarly ? labelled : plain);
          await pc.connect();
          await pc.take();
          (isEarly ? early : late).push(pc);
          return pc;
        }),
      );
      for (const pc of made) end.use(pc);
    }
    const sent = vi.spyOn(Connection.prototype, 'sendFrame');
    const frames = (): Buffer[] => sent.mock.calls.map(([frame]) => frame);
    const next = await stage.publish([ban({ effect: 'warn' })], { rings });
    for (const pc of early) expect(await pc.take()).toBe(next);
    expect(frames()).toHaveLength(50);
    expect(new Set(frames()).size).toBe(1);
    const [shared] = frames();
    for (const pc of late.slice(0, 20)) expect(await pc.offered()).toEqual([]);
    await stage.server.must('promoteRollout', { params: { version: next } });
    for (const pc of late) expect(await pc.take()).toBe(next);
    expect(frames()).toHaveLength(500);
    expect(frames().every((frame) => frame === shared)).toBe(true);
  }, 180_000);
});

describe('that devices apply a release', () => {
  it('is told at most once a second, and no more once nobody does', async () => {
    using folder = tempFolder();
    await using store = await openStore(`${folder.path}/store.sqlite`, [auditMigrations, rolloutMigrations]);
    const clock = new FakeClock(1_000_000);
    const announcements = createAnnouncements(clock, silentLog);
    const told: number[] = [];
    announcements.listen(({ at, kind }) => void (kind === 'devices-applied' && told.push(at)));
    const nothing = { [Symbol.dispose]: () => undefined };
    await using rollouts = await createRollouts({
      db: store.db,
      audit: createAudit(store.db, clock),
      clock,
      log: silentLog,
      announcements,
      policies: { current: () => undefined, publishedAt: async () => undefined, onPublished: () => nothing },
      devices: { onChange: () => nothing },
      events: {
        highest: async () => 0,
        page: async () => ({ events: [], cursor: 0 }),
      },
      pauses: { begin: () => Promise.reject(new Error('nothing is paused')) },
    });
    for (let device = 0; device < 1_000; device += 1) rollouts.applied(`device-${device}`, 2);
    expect(told).toEqual([]);
    await clock.advance(1_000);
    expect(told).toEqual([1_001_000]);
    rollouts.applied('device-1', 3);
    await clock.advance(500);
    rollouts.applied('device-2', 3);
    await clock.advance(10_000);
    expect(told).toEqual([1_001_000, 1_002_000]);
  });
});
