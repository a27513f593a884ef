import { describe, expect, it } from 'vitest';
import { ban } from '#test/kit/policy-builder.ts';
import { contentOf, hour, RolloutStage } from '#test/kit/rollout-stage.ts';
import { call, policyFiles } from '#test/kit/server-in-test.ts';
import { until } from '#test/kit/system-under-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const reason = 'the culture night depends on it';
const params = { ban: 'pausable' };
const bans = [ban({ id: 'pausable', pausable: true }), ban({ id: 'firm', apps: ['tiktok'] })];

async function opened(folder: string): Promise<RolloutStage> {
  const stage = await RolloutStage.open(folder);
  await stage.publish(bans, {});
  return stage;
}

describe('a pause', () => {
  it('reaches who is connected and who comes while it runs, with a serial that rises', async () => {
    using folder = tempFolder();
    await using stage = await opened(folder.path);
    await using here = await (await stage.pc()).connect();
    const begun = await stage.server.must('pauseBan', { params, body: { hours: 24, reason } });
    expect(begun).toMatchObject({ ban: 'pausable', by: 'administrator', reason });
    expect(begun.until - begun.from).toBe(24 * hour);
    const first = contentOf(await here.agent.take('pause'));
    expect(first).toMatchObject({ ban: 'pausable', from: begun.from, until: begun.until });
    await stage.restart();
    await using late = await (await stage.pc()).connect();
    expect(contentOf(await late.agent.take('pause'))).toEqual(first);
    const { apiUrl, token } = stage.server;
    const again = await call(apiUrl, token, 'pauseBan', { params, body: { hours: 1, reason } });
    expect(again).toMatchObject({ status: 409 });
    stage.clock.skip(24 * hour);
    expect((await stage.server.must('listPauses')).pauses).toEqual([]);
    await here.connect();
    await here.agent.settled();
    expect(here.agent.heard.some(({ type }) => type === 'pause')).toBe(false);
    await stage.server.must('pauseBan', { params, body: { hours: 1, reason } });
    const second = contentOf(await here.agent.take('pause'));
    expect(Number(second['serial'])).toBeGreaterThan(Number(first['serial']));
  });

  it('that many ask for at once is begun once', async () => {
    using folder = tempFolder();
    await using stage = await opened(folder.path);
    const { apiUrl, token } = stage.server;
    const ask = () => call(apiUrl, token, 'pauseBan', { params, body: { hours: 1, reason } });
    const answers = await Promise.all(Array.from({ length: 8 }, ask));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('ends before its time, also for a PC that was away', async () => {
    using folder = tempFolder();
    await using stage = await opened(folder.path);
    await using pc = await (await stage.pc()).connect();
    const { until: end } = await stage.server.must('pauseBan', { params, body: { hours: 2, reason } });
    await pc.agent.take('pause');
    await pc.agent.close();
    const ended = await stage.server.must('endPause', { params });
    expect(ended.until).toBeLessThan(end);
    await pc.connect();
    const told = contentOf(await pc.agent.take('pause'));
    expect(told).toMatchObject({ from: ended.from, until: ended.until });
    expect(Number(told['until'])).toBeGreaterThan(Number(told['from']));
    const { apiUrl, token } = stage.server;
    expect((await call(apiUrl, token, 'endPause', { params })).status).toBe(409);
    stage.clock.skip(3 * hour);
    await pc.connect();
    await pc.agent.settled();
    expect(pc.agent.heard.some(({ type }) => type === 'pause')).toBe(false);
  });

  it.each([
    [
      'a ban that does not allow it',
      { of: 'firm', hours: 1, status: 422, why: 'does not say `pausable: true`' },
    ],
    [
      'longer than the organisation allows',
      { of: 'pausable', hours: 3, status: 422, why: 'at most 2 hours' },
    ],
    ['a ban that is not there', { of: 'nothing', hours: 1, status: 404, why: 'no such ban' }],
  ])('is refused for %s', async (_what, { of, hours, status, why }) => {
    using folder = tempFolder();
    await using stage = await RolloutStage.open(folder.path);
    const limits = { exemptions: true, longestPauseHours: 2 };
    await stage.server.must('applyPolicy', { body: { files: policyFiles(bans, { limits }) } });
    const { apiUrl, token } = stage.server;
    const body = { hours, reason };
    const answer = await call(apiUrl, token, 'pauseBan', { params: { ban: of }, body });
    expect(answer).toMatchObject({ status });
    expect('problem' in answer && answer.problem.detail).toContain(why);
    expect((await stage.server.must('listPauses')).pauses).toEqual([]);
  });

  it('is decided by the unit that owns the ban, and seen by those below', async () => {
    using folder = tempFolder();
    await using stage = await opened(folder.path);
    const { text } = await stage.server.must('createOperatorToken', {
      body: { name: 'school', role: 'approver', unit: 'school' },
    });
    const { apiUrl } = stage.server;
    const body = { hours: 1, reason };
    expect((await call(apiUrl, text, 'pauseBan', { params, body })).status).toBe(403);
    await stage.server.must('pauseBan', { params, body });
    expect((await call(apiUrl, text, 'endPause', { params })).status).toBe(403);
    expect(await call(apiUrl, text, 'listPauses')).toMatchObject({ body: { pauses: [{ ban: 'pausable' }] } });
    expect((await call(apiUrl, text, 'listRollouts')).status).toBe(403);
  });

  it('is not sent to a PC whose own release would refuse it as too long', async () => {
    using folder = tempFolder();
    await using stage = await RolloutStage.open(folder.path);
    const files = (longestPauseHours: number, server: object) => [
      ...policyFiles(
        bans.map((one) => (longestPauseHours === 0 ? { ...one, pausable: false } : one)),
        { limits: { exemptions: true, longestPauseHours } },
      ),
      { name: 'server.yaml', text: JSON.stringify({ portvakt: 'server/1', server }) },
    ];
    const rings = [
      { id: 'it', name: 'IT', labels: ['ring:it'], soakHours: 24 },
      { id: 'all', name: 'All', percent: 100, soakHours: 0 },
    ];
    await stage.server.must('applyPolicy', { body: { files: files(0, {}) } });
    await stage.server.must('applyPolicy', { body: { files: files(24, { rings }) } });
    await using it1 = await (await stage.pc(['ring:it'])).connect();
    await using plain = await (await stage.pc()).connect();
    await stage.server.must('pauseBan', { params, body: { hours: 24, reason } });
    await it1.agent.take('pause');
    await plain.connect();
    await plain.agent.settled();
    expect(plain.agent.heard.some(({ type }) => type === 'pause')).toBe(false);
  });
});

describe('a PC', () => {
  it('is asked to prove and to look anew where it is connected; it hears who asked', async () => {
    using folder = tempFolder();
    await using stage = await opened(folder.path);
    await using pc = await (await stage.pc()).connect();
    const one = { params: { device: pc.device } };
    expect(await stage.server.must('askProof', one)).toEqual({ sent: true });
    await pc.agent.take('prove');
    expect(await stage.server.must('askRescan', one)).toEqual({ sent: true });
    await pc.agent.take('rescan');
    const seen = await until('both looks', () => {
      const all = pc.agent.heard.flatMap((message) => (message.type === 'looks' ? message.looks : []));
      return new Set(all.map(({ what }) => what)).size === 2 ? all : undefined;
    });
    expect(new Set(seen.map(({ what }) => what))).toEqual(new Set(['prove', 'rescan']));
    await pc.agent.close();
    await until('it is gone', async () =>
      (await stage.server.must('askRescan', one)).sent ? undefined : true,
    );
    const { text } = await stage.server.must('createOperatorToken', {
      body: { name: 'school', role: 'helpdesk', unit: 'school' },
    });
    expect((await call(stage.server.apiUrl, text, 'askRescan', one)).status).toBe(404);
  });
});
