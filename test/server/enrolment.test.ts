import { describe, expect, it } from 'vitest';
import { payloadTypes } from '#policy/release.ts';
import { closeCodes } from '#protocol/close-codes.ts';
import { parseEnrolmentToken } from '#protocol/enrolment-token.ts';
import { fingerprint, generateSigningKey, openEnvelope } from '#runtime/signature.ts';
import { startTestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { enrolDevice, WireAgent } from '#test/kit/wire-agent.ts';

describe('enrolment', () => {
  it('makes a device of a key, and shows the organisation key that the token names', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const token = await server.enrolmentToken();
    await using agent = new WireAgent(server.url);
    await agent.sayEnrol(token);
    const enrolled = await agent.take('enrolled');
    expect(enrolled.state).toBe('active');
    expect(fingerprint(enrolled.organisationKey)).toBe(parseEnrolmentToken(token)?.keyFingerprint);
    expect(openEnvelope(enrolled.release, payloadTypes.release, [enrolled.organisationKey])).toBeDefined();
    expect(await agent.untilClosed()).toMatchObject({ code: 1000 });
    const { devices } = await server.must('listDevices');
    expect(devices).toMatchObject([
      { device: enrolled.device, hostName: 'pc-1', unit: 'kommune', state: 'active' },
    ]);
  });

  it('with the longest name of a token leaves an audit that can be read and holds', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    // The cut falls into the middle of a character.
    const name = `${'n'.repeat(293)}${'😀'.repeat(3)}`;
    await enrolDevice(server.url, await server.enrolmentToken({ name }));
    const { entries, intact } = await server.must('listAudit');
    expect(intact).toBe(true);
    const row = entries.find(({ action }) => action === 'enrol-device');
    expect(row?.operator).toBe(`token ${name}`.slice(0, 299) + '\ufffd');
  });

  it('welcomes the device afterwards, with release and assignment', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { device, key } = await enrolDevice(server.url, await server.enrolmentToken());
    await using agent = new WireAgent(server.url, { key });
    expect((await agent.arrive(device)).acked).toBe(0);
    const info = await server.must('getServerInfo');
    const release = await agent.take('release');
    expect(openEnvelope(release.envelope, payloadTypes.release, [info.organisationKey])).toBeDefined();
    const assignment = openEnvelope((await agent.take('assignment')).envelope, payloadTypes.assignment, [
      info.serverKey,
    ]);
    expect(JSON.parse(assignment?.toString('utf8') ?? '')).toMatchObject({
      device,
      unit: 'kommune',
      serial: 1,
    });
    expect(info.connected).toBe(1);
  });

  it.each([
    ['a wrong token', 'badToken', (agent: WireAgent) => agent.sayEnrol('A'.repeat(43))],
    [
      'a foreign organisation',
      'foreignOrganisation',
      (agent: WireAgent, token: string) => agent.sayEnrol(token, { organisation: 'other' }),
    ],
    [
      'a signature by another key',
      'notProven',
      (agent: WireAgent, token: string) =>
        agent.sayEnrol(token, { deviceKey: generateSigningKey().publicKey }),
    ],
    [
      'a proof over another nonce',
      'notProven',
      (agent: WireAgent, token: string) =>
        agent.sayEnrol(token, { nonce: Buffer.alloc(32).toString('base64') }),
    ],
  ] as const)('refuses %s', async (_what, close, say) => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await using agent = new WireAgent(server.url);
    await say(agent, await server.enrolmentToken());
    expect((await agent.untilClosed()).code).toBe(closeCodes[close].code);
    expect((await server.must('listDevices')).total).toBe(0);
  });
});
