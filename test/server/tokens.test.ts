import { describe, expect, it } from 'vitest';
import { closeCodes } from '#protocol/close-codes.ts';
import { systemClock } from '#runtime/clock.ts';
import { startTestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { enrolDevice, WireAgent } from '#test/kit/wire-agent.ts';

async function refusal(url: string, token: string): Promise<number> {
  await using agent = new WireAgent(url);
  await agent.sayEnrol(token);
  return (await agent.untilClosed()).code;
}

describe('an enrolment token', () => {
  it('makes as many devices as it has uses', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const token = await server.enrolmentToken({ uses: 2 });
    await enrolDevice(server.url, token);
    await enrolDevice(server.url, token);
    expect(await refusal(server.url, token)).toBe(closeCodes.badToken.code);
    expect((await server.must('listTokens')).tokens).toMatchObject([{ uses: 2, usesLeft: 0 }]);
  });

  it('gives as many devices as uses to agents that come at once', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const token = await server.enrolmentToken({ uses: 3 });
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, () => enrolDevice(server.url, token)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    expect((await server.must('listDevices')).total).toBe(3);
  });

  it('ends at its time', async () => {
    using folder = tempFolder();
    let ahead = 0;
    const clock = { ...systemClock, now: () => Date.now() + ahead };
    await using server = await startTestServer(folder.path, { clock });
    const token = await server.enrolmentToken({ validHours: 1 });
    ahead = 3_600_001;
    expect(await refusal(server.url, token)).toBe(closeCodes.badToken.code);
  });

  it('ends when an operator revokes it', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const token = await server.enrolmentToken();
    const [one] = (await server.must('listTokens')).tokens;
    await server.must('revokeToken', { params: { token: one?.token ?? '' } });
    expect(await refusal(server.url, token)).toBe(closeCodes.badToken.code);
  });

  it('gives a key that is enrolled already its own device again, and takes no use for it', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const token = await server.enrolmentToken({ uses: 1 });
    const { device, key } = await enrolDevice(server.url, token);
    await using again = new WireAgent(server.url, { key });
    await again.sayEnrol(token);
    expect((await again.take('enrolled')).device).toBe(device);
    expect((await server.must('listDevices')).total).toBe(1);
  });

  it('puts its devices where it says', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await enrolDevice(server.url, await server.enrolmentToken({ labels: ['loan', 'library'] }));
    const { devices } = await server.must('listDevices', { query: { label: 'library' } });
    expect(devices).toMatchObject([{ labels: ['library', 'loan'] }]);
    expect((await server.must('listDevices', { query: { label: 'lib' } })).total).toBe(0);
  });

  it('is kept as a hash only', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const token = await server.enrolmentToken();
    const stored = JSON.stringify([await server.must('listTokens'), await server.must('listAudit')]);
    expect(stored).not.toContain(token.split('.').at(-1));
  });
});
