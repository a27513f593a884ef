import { describe, expect, it } from 'vitest';
import { banPack, PackHouse } from '#test/kit/pack-house.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { ringedFiles, RolloutStage } from '#test/kit/rollout-stage.ts';
import { SkippingClock } from '#test/kit/fake-clock.ts';
import { systemClock } from '#runtime/clock.ts';
import { startTestServer } from '#test/kit/server-in-test.ts';
import { until } from '#test/kit/system-under-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { enrolDevice, WireAgent } from '#test/kit/wire-agent.ts';

const rings = [
  { id: 'it', name: 'IT', labels: ['ring:it'], soakHours: 24 },
  { id: 'everybody', name: 'Everybody', percent: 100, soakHours: 24 },
];
const before = ban({ id: 'before', apps: ['tiktok'] });
const fresh = ban({ id: 'fresh' });

describe('a release that the server makes itself', () => {
  it('of a newer version of a pack goes by the rings, and takes nothing halted along to everybody', async () => {
    using folder = tempFolder();
    await using stage = await RolloutStage.open(folder.path);
    await using house = await PackHouse.open();
    house.publishes(banPack());
    const { server } = stage;
    const base = await stage.publish([before], {});
    await server.must('followPack', {
      body: { url: house.url, authorityKey: house.key.publicKey, mode: 'adopt', highestEffect: 'warn' },
    });
    const held = (await server.must('listReleases')).current;
    expect(held).toBe(base + 1);
    const halted = await stage.publish([before, fresh], { rings });
    await server.must('haltRollout', { params: { version: halted }, body: { reason: 'It breaks PCs' } });
    await using plain = await (await stage.pc()).connect();
    expect(await plain.take()).toBe(held);

    house.publishes(banPack({ version: 2, bans: [ban({ id: 'telegram', effect: 'inform' })], vectors: [] }));
    // The next look at the address, some hours later.
    const made = await until('the newer version', async () => {
      stage.clock.skip(7 * 3_600_000);
      const { current } = await server.must('listReleases');
      return current > halted ? current : undefined;
    });
    expect(await stage.rollout(made)).toMatchObject({
      startedBy: 'server',
      everyone: false,
      state: 'halted',
      halted: { why: 'It breaks PCs' },
      rings: [{ state: 'halted' }, { state: 'waiting' }],
    });
    expect(await plain.offered()).toEqual([]);
    const resume = { params: { version: made }, body: { reason: 'It was something else' } };
    expect(await server.must('resumeRollout', resume)).toMatchObject({
      state: 'running',
      rings: [{ state: 'soaking' }, { state: 'waiting' }],
    });
  });

  it('of the same content under a higher version leaves a halted rollout as it was', async () => {
    using folder = tempFolder();
    const clock = new SkippingClock(systemClock);
    await using server = await startTestServer(folder.path, { clock, restored: true });
    const apply = async (files: ReturnType<typeof ringedFiles>): Promise<number> =>
      (await server.must('applyPolicy', { body: { files } })).version;
    await apply(ringedFiles([before], {}));
    const halted = await apply(ringedFiles([before, fresh], { rings }));
    await server.must('haltRollout', { params: { version: halted }, body: { reason: 'It breaks PCs' } });
    const { device, key } = await enrolDevice(server.url, await server.enrolmentToken());
    await using agent = new WireAgent(server.url, { key });
    await agent.arrive(device, { release: halted - 1, highestRelease: halted + 3 });
    const again = await until('the higher version', async () => {
      const { current } = await server.must('listReleases');
      return current > halted ? current : undefined;
    });
    expect(await server.must('getRollout', { params: { version: again } })).toMatchObject({
      state: 'halted',
      everyone: false,
      halted: { why: 'It breaks PCs' },
      rings: [{ state: 'halted' }, { state: 'waiting' }],
    });
    expect(await server.must('getRollout', { params: { version: halted } })).toMatchObject({
      state: 'superseded',
    });
  });
});
