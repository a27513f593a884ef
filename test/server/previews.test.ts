import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PreviewRecord } from '#protocol/console-previews.ts';
import { seededRandom } from '#test/kit/random.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { RolloutStage, type Pc } from '#test/kit/rollout-stage.ts';
import { call, policyFiles } from '#test/kit/server-in-test.ts';
import { until } from '#test/kit/system-under-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const apps = ['telegram', 'tiktok'];

describe('a preview', () => {
  const folder = tempFolder();
  const pcs: Pc[] = [];
  const random = seededRandom(5);
  /** 120 in the root unit, of which 60 have Telegram; 99 in the schools. */
  let stage: RolloutStage;
  let inSchools = '';

  beforeAll(async () => {
    stage = await RolloutStage.open(folder.path);
    await stage.server.must('applyPolicy', { body: { files: policyFiles([ban()]) } });
    while (pcs.length < 120) pcs.push(...(await Promise.all(Array.from({ length: 20 }, () => stage.pc()))));
    await Promise.all(pcs.map((pc) => pc.connect()));
    const { text } = await stage.server.must('createOperatorToken', {
      body: { name: 'school', role: 'editor', unit: 'school' },
    });
    inSchools = text;
  }, 120_000);
  afterAll(async () => {
    await Promise.all(pcs.map((pc) => pc[Symbol.asyncDispose]()));
    await stage[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  const ask = (wanted: { apps?: string[]; unit?: string } = {}): Promise<PreviewRecord> =>
    stage.server.must('createPreview', { body: { apps, ...wanted } });
  const get = (preview: string): Promise<PreviewRecord> =>
    stage.server.must('getPreview', { params: { preview } });
  const done = (preview: string): Promise<PreviewRecord> =>
    until('the end of the preview', async () => {
      const now = await get(preview);
      return now.state === 'done' ? now : undefined;
    });
  const answer = async (pc: Pc, have: (app: string) => boolean): Promise<string> => {
    const { id, apps: wanted } = await pc.agent.take('preview');
    const bits = wanted.map((app) => ({ app, bit: have(app) !== random() < 0.1 }));
    pc.agent.send({ type: 'preview-result', id, bits });
    return id;
  };
  const hasTelegram = (at: number) => (app: string) => app === 'telegram' && at < 60;

  it('estimates how many PCs a ban would touch, with its margin, once all have answered', async () => {
    const asked = await ask();
    expect(asked).toMatchObject({ state: 'asking', devices: 120, apps, estimates: [] });
    await Promise.all(pcs.map((pc, at) => answer(pc, hasTelegram(at))));
    const told = await done(asked.preview);
    expect(told).toMatchObject({ answered: 120, asked: 120, devices: 120 });
    for (const { app, devices, margin, share, marginShare } of told.estimates) {
      expect(Math.abs(devices - (app === 'telegram' ? 60 : 0))).toBeLessThanOrEqual(margin);
      expect(share * 120).toBeCloseTo(devices, 0);
      expect(marginShare).toBeGreaterThan(0);
      expect(marginShare).toBeLessThan(0.15);
    }
    expect((await stage.server.must('listPreviews')).previews[0]).toEqual(told);
  });

  it('ends after its time where some do not answer, and shows how many did', async () => {
    const asked = await ask({ apps: ['telegram'] });
    await Promise.all(pcs.slice(0, 90).map((pc, at) => answer(pc, hasTelegram(at))));
    await until('90 answers', async () => ((await get(asked.preview)).answered === 90 ? true : undefined));
    expect((await get(asked.preview)).state).toBe('asking');
    stage.clock.skip(30_000);
    const told = await done(asked.preview);
    expect(told).toMatchObject({ answered: 90, devices: 120 });
    const [telegram] = told.estimates;
    // 60 of the 90 that answered: two thirds of 120.
    expect(Math.abs((telegram?.devices ?? 0) - 80)).toBeLessThanOrEqual(telegram?.margin ?? 0);
    for (const pc of pcs) await pc.agent.settled();
    for (const pc of pcs) pc.agent.heard.splice(0);
  });

  it('is not moved by answers that nobody asked for', async () => {
    const asked = await ask({ apps: ['telegram'] });
    const [first, second] = pcs;
    if (first === undefined || second === undefined) throw new Error('there are PCs');
    const { id } = await first.agent.take('preview');
    const bits = [
      { app: 'telegram', bit: true },
      { app: 'telegram', bit: true },
      { app: 'tiktok', bit: true },
      { app: 'made-up', bit: true },
    ];
    second.agent.send({ type: 'preview-result', id: 'f'.repeat(32), bits });
    for (let times = 0; times < 5; times += 1) first.agent.send({ type: 'preview-result', id, bits });
    await first.agent.settled();
    await second.agent.settled();
    expect((await get(asked.preview)).answered).toBe(1);
    await Promise.all(pcs.slice(1).map((pc) => answer(pc, () => false)));
    const told = await done(asked.preview);
    expect(told.answered).toBe(120);
    expect(told.estimates).toMatchObject([{ app: 'telegram', answered: 120 }]);
    first.agent.send({ type: 'preview-result', id, bits });
    await first.agent.settled();
    expect(await get(asked.preview)).toEqual(told);
  });

  it('makes no estimate of a handful of answers', async () => {
    const asked = await ask({ apps: ['telegram'] });
    await Promise.all(pcs.slice(0, 10).map((pc) => answer(pc, () => true)));
    await until('10 answers', async () => ((await get(asked.preview)).answered === 10 ? true : undefined));
    stage.clock.skip(30_000);
    expect(await done(asked.preview)).toMatchObject({ answered: 10, estimates: [] });
    for (const pc of pcs) await pc.agent.settled();
    for (const pc of pcs) pc.agent.heard.splice(0);
  });

  it('keeps no answer of a PC: what is stored are totals', async () => {
    const { entries } = await stage.server.must('listAudit', { query: { limit: 500 } });
    const asked = entries.filter(({ action }) => action === 'ask-preview');
    expect(asked.length).toBeGreaterThan(0);
    const text = JSON.stringify([asked, await stage.server.must('listPreviews')]);
    for (const { device } of pcs) expect(text).not.toContain(device);
  });

  it('is refused for what the catalogue does not have, and outside of the unit of the operator', async () => {
    const { apiUrl, token } = stage.server;
    const unknown = await call(apiUrl, token, 'createPreview', { body: { apps: ['made-up'] } });
    expect(unknown).toMatchObject({ status: 404 });
    expect('problem' in unknown && unknown.problem.detail).toContain('made-up');
    const body = { apps, unit: 'kommune' };
    expect((await call(apiUrl, inSchools, 'createPreview', { body })).status).toBe(403);
    const [first] = (await stage.server.must('listPreviews')).previews;
    const params = { preview: first?.preview ?? '' };
    expect((await call(apiUrl, inSchools, 'getPreview', { params })).status).toBe(404);
    expect(await call(apiUrl, inSchools, 'listPreviews')).toMatchObject({ body: { previews: [] } });
  });

  it('is refused for fewer than 100 PCs; a private one is no PC here', async () => {
    const { apiUrl } = stage.server;
    const refused = async () => {
      const answered = await call(apiUrl, inSchools, 'createPreview', { body: { apps } });
      expect(answered).toMatchObject({ status: 422 });
      expect('problem' in answered && answered.problem.detail).toContain('at least 100 PCs');
    };
    const place = (pc: Pc, unit: string) =>
      stage.server.must('setDevice', { params: { device: pc.device }, body: { unit } });
    for (const pc of pcs.slice(0, 100)) await place(pc, 'school');
    // One of the hundred says that it is private.
    const [own, spare] = [pcs[0], pcs[100]];
    await own?.connect({ private: true });
    await refused();
    if (spare !== undefined) await place(spare, 'school');
    const asked = await call(apiUrl, inSchools, 'createPreview', { body: { apps } });
    expect(asked).toMatchObject({ body: { devices: 100, unit: 'school' } });
    await Promise.all(pcs.slice(1, 101).map((pc) => pc.agent.take('preview')));
    for (const pc of [own, ...pcs.slice(101)]) {
      await pc?.agent.settled();
      expect(pc?.agent.heard.some(({ type }) => type === 'preview')).toBe(false);
    }
  });

  it('that the end of the server cuts short is done without an estimate: what was only in memory is gone', async () => {
    const asked = await ask({ apps: ['telegram'] });
    await stage.restart();
    expect(await get(asked.preview)).toMatchObject({ state: 'done', answered: 0, estimates: [] });
  });
});
