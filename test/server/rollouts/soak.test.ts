import { describe, expect, it } from 'vitest';
import { Current } from '#server/rollouts/current.ts';
import { newRing } from '#server/rollouts/rollout-rows.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { hour, RolloutStage } from '#test/kit/rollout-stage.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const rings = [
  { id: 'it', name: 'IT', labels: ['ring:it'], soakHours: 24 },
  { id: 'everybody', name: 'Everybody', percent: 100, soakHours: 0 },
];
const before = ban({ id: 'before', apps: ['tiktok'] });
const fresh = ban({ id: 'fresh' });

describe('the soak of a ring', () => {
  it('does not pass while no PC of the ring applies the release; it begins when the first one does', async () => {
    using folder = tempFolder();
    await using stage = await RolloutStage.open(folder.path);
    await stage.publish([before], {});
    await using it1 = await stage.pc(['ring:it']);
    const next = await stage.publish([before, fresh], { rings });
    stage.clock.skip(30 * hour);
    const waits = await stage.becomes(next, 'the wait', (one) => one.rings[0]?.waitsForDevice === true);
    expect(waits).toMatchObject({ state: 'running', rings: [{ state: 'soaking' }, { state: 'waiting' }] });
    expect(waits.rings[0]).not.toHaveProperty('soakUntil');
    // Neither does a restart let it pass.
    await stage.restart();
    await it1.connect();
    expect(await it1.take()).toBe(next);
    const soaks = await stage.becomes(next, 'the soak', (one) => one.rings[0]?.soakUntil !== undefined);
    expect(soaks.rings[0]?.waitsForDevice).toBeUndefined();
    expect((soaks.rings[0]?.soakUntil ?? 0) - stage.clock.now()).toBeGreaterThan(23 * hour);
    stage.clock.skip(24 * hour);
    await stage.becomes(next, 'the end', ({ state }) => state === 'done');
  });

  it('of a ring without a PC passes by time alone, and a person can hurry one that waits', async () => {
    using folder = tempFolder();
    await using stage = await RolloutStage.open(folder.path);
    await stage.publish([before], {});
    const next = await stage.publish([before, fresh], { rings });
    stage.clock.skip(25 * hour);
    await stage.becomes(next, 'the end', ({ state }) => state === 'done');
    await using _it1 = await stage.pc(['ring:it']);
    const version = await stage.publish([before], { rings });
    stage.clock.skip(25 * hour);
    await stage.becomes(version, 'the wait', (one) => one.rings[0]?.waitsForDevice === true);
    const promoted = await stage.server.must('promoteRollout', { params: { version } });
    expect(promoted.rings.map(({ state }) => state)).toEqual(['passed', 'soaking']);
    await stage.becomes(version, 'the end', ({ state }) => state === 'done');
  });
});

describe('while members are read anew', () => {
  it('what is heard of a PC meanwhile is newer than its row', async () => {
    const row = { version: 3, state: 'running' } as unknown as ConstructorParameters<
      typeof Current
    >[0]['row'];
    const published = { version: 3 } as unknown as Current['published'];
    const base = { version: 2 } as unknown as Current['published'];
    const started = { ...newRing(3, 0, rings[0] as never), started_at: 1 };
    const later = newRing(3, 1, rings[1] as never);
    const current = new Current({ row, rings: [started, later], published, base, older: [] });
    const place = { id: 'aa0000000000', state: 'active', release: 2 } as const;
    await current.load(
      (async function* () {
        // It was moved after its row was read.
        current.note({ ...place, labels: ['ring:it'] });
        yield { ...place, labels: [] } as never;
      })(),
    );
    expect(current.targetOf(place.id)).toBe(published);
  });
});
