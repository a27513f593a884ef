import { describe, expect, it } from 'vitest';
import type { AssignmentRule } from '#policy/server-file.ts';
import { fleetFiles, joined, rulesOnly } from '#test/kit/fleet-in-test.ts';
import { startTestServer, type TestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { WireAgent } from '#test/kit/wire-agent.ts';

const schools: AssignmentRule = {
  name: 'schools',
  when: { hostName: 'sch-*' },
  unit: 'school',
  labels: ['pupil'],
};

async function publish(server: TestServer, rules: readonly AssignmentRule[]): Promise<void> {
  await server.must('applyPolicy', { body: { files: fleetFiles(undefined, rulesOnly(rules)) } });
}
const placed = async (server: TestServer, device: string) => {
  const { unit, labels, placedBy } = await server.must('getDevice', { params: { device } });
  return [unit, labels, placedBy ?? 'token'];
};
/** Waits until the rules were laid upon the fleet. */
async function until(server: TestServer, device: string, unit: string): Promise<void> {
  for (;;) if ((await placed(server, device))[0] === unit) return;
}

describe('assignment rules', () => {
  it('place PCs at enrolment, and let alone what no rule names', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await publish(server, [schools]);
    const one = await joined(server, 'SCH-1', { labels: ['new'] });
    const other = await joined(server, 'lib-1', { unit: 'library' });
    expect(await placed(server, one.device)).toEqual(['school', ['new', 'pupil'], 'rule']);
    expect(await placed(server, other.device)).toEqual(['library', [], 'token']);
    one.agent.cut();
    other.agent.cut();
  });

  it('place them again when the rules change, tell those that are connected, and undo what a rule did that is gone', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await publish(server, []);
    const { agent, device } = await joined(server, 'sch-1', { labels: ['new'] });
    await agent.take('assignment');
    await publish(server, [schools]);
    await until(server, device, 'school');
    await agent.take('assignment');
    expect(await placed(server, device)).toEqual(['school', ['new', 'pupil'], 'rule']);
    await publish(server, []);
    await until(server, device, 'kommune');
    expect(await placed(server, device)).toEqual(['kommune', ['new'], 'token']);
    const { entries } = await server.must('listAudit', { query: { action: 'apply-rules' } });
    expect(entries.map(({ operator, subject }) => [operator, subject])).toEqual([
      ['server', '1 PCs'],
      ['server', '1 PCs'],
    ]);
    agent.cut();
  });

  it('place a PC anew that says another name, before it hears its assignment', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await publish(server, [schools]);
    const { agent, device } = await joined(server, 'lib-1');
    agent.cut();
    await using renamed = new WireAgent(server.url, { key: agent.key });
    const facts = {
      hostName: 'sch-9',
      os: 'linux',
      osName: 'Debian',
      osVersion: '12',
      model: 'test',
      agentVersion: '0.1.0',
    } as const;
    await renamed.arrive(device, { facts });
    const { envelope } = await renamed.take('assignment');
    expect(JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8'))).toMatchObject({
      unit: 'school',
      labels: ['pupil'],
    });
    expect(await placed(server, device)).toEqual(['school', ['pupil'], 'rule']);
  });

  it('keep off what a person decided', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await publish(server, []);
    const byHand = await joined(server, 'sch-1');
    const witness = await joined(server, 'sch-2');
    await server.must('setDevice', { params: { device: byHand.device }, body: { unit: 'library' } });
    await publish(server, [schools]);
    await until(server, witness.device, 'school');
    expect(await placed(server, byHand.device)).toEqual(['library', [], 'hand']);
    byHand.agent.cut();
    witness.agent.cut();
  });

  it('never make a PC private', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await expect(publish(server, [{ ...schools, class: 'private' }])).rejects.toThrow('private');
    await publish(server, [{ ...schools, class: 'dedicated' }]);
    const { agent, device } = await joined(server, 'sch-1', {}, true);
    expect((await server.must('getDevice', { params: { device } })).class).toBe('private');
    agent.cut();
  });

  it('go by the accounts that a PC tells, and a private one tells none', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await publish(server, [{ name: 'pupils', when: { user: 'elev*' }, unit: 'school' }]);
    const service = await joined(server, 'pc-1');
    const own = await joined(server, 'pc-2', {}, true);
    for (const { agent, device } of [service, own]) {
      agent.cut();
      await using again = new WireAgent(server.url, { key: agent.key });
      await again.arrive(device, { private: device === own.device, accounts: ['ola', 'elev17'] });
    }
    expect(await placed(server, service.device)).toEqual(['school', [], 'rule']);
    const detail = await server.must('getDevice', { params: { device: service.device } });
    expect(detail.accounts).toEqual(['elev17', 'ola']);
    expect(await placed(server, own.device)).toEqual(['kommune', [], 'token']);
    expect(await server.must('getDevice', { params: { device: own.device } })).not.toHaveProperty('accounts');
  });
});
