import { describe, expect, it } from 'vitest';
import { payloadTypes, type Release } from '#policy/release.ts';
import type { BodyOf } from '#protocol/console-server.ts';
import { generateSigningKey, openEnvelope, preAuthenticationEncoding, keyId } from '#runtime/signature.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { call, policyFiles, startTestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { enrolDevice, WireAgent } from '#test/kit/wire-agent.ts';

const signaled = ban({ id: 'signal-ban', apps: ['tiktok'], effect: 'warn' });

const coverage = {
  browser: 'firefox',
  packaging: 'system',
  policy: 'from-next-start',
  profiles: 3,
  connected: 1,
  silent: 1,
  running: 2,
} as const;

describe('applying policy files', () => {
  it('makes a release, tells what changed, and does nothing for the same files', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const files = policyFiles([ban()]);
    const first = await server.must('applyPolicy', { body: { files } });
    expect(first).toMatchObject({ applied: true, version: 2, state: 'published' });
    expect(first.diff.bans).toEqual([
      { unit: 'kommune', ban: 'telegram-ban', change: 'added', after: 'block', fields: [] },
    ]);
    const again = await server.must('applyPolicy', { body: { files: files.toReversed() } });
    expect(again).toMatchObject({ applied: false, version: 2 });
    const { releases, current } = await server.must('listReleases');
    expect([current, releases.map(({ version, state }) => [version, state])]).toEqual([
      2,
      [
        [2, 'published'],
        [1, 'superseded'],
      ],
    ]);
    expect((await server.must('getPolicy')).files).toEqual(files);
  });

  it('shows on a dry run what would change, and changes nothing', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await server.must('applyPolicy', { body: { files: policyFiles([ban(), signaled]) } });
    const wanted = policyFiles([ban({ effect: 'warn', removal: 'require' })]);
    const dry = await server.must('applyPolicy', { body: { files: wanted, dryRun: true } });
    expect(dry.applied).toBe(false);
    expect(dry.diff.bans).toEqual([
      {
        unit: 'kommune',
        ban: 'telegram-ban',
        change: 'changed',
        before: 'block',
        after: 'warn',
        fields: ['effect', 'removal'],
      },
      { unit: 'kommune', ban: 'signal-ban', change: 'removed', before: 'warn', fields: [] },
    ]);
    expect((await server.must('getPolicyDiff', { body: { files: wanted } })).bans).toEqual(dry.diff.bans);
    expect((await server.must('getPolicyDiff', { body: { from: 1, to: 2 } })).bans).toHaveLength(2);
    expect((await server.must('getPolicy')).version).toBe(2);
  });

  it('compares with versions that are there, by default with the one before', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await server.must('applyPolicy', { body: { files: policyFiles([ban()]) } });
    await server.must('applyPolicy', { body: { files: policyFiles([ban(), signaled]) } });
    const diff = (body: BodyOf<'getPolicyDiff'>) =>
      call(server.apiUrl, server.token, 'getPolicyDiff', { body });
    expect(await diff({ to: 2 })).toMatchObject({
      body: { from: 1, to: 2, bans: [{ ban: 'telegram-ban' }] },
    });
    expect(await diff({})).toMatchObject({ body: { from: 2, to: 3, bans: [{ ban: 'signal-ban' }] } });
    expect(await diff({ to: 1 })).toMatchObject({ body: { from: 0, to: 1, bans: [] } });
    for (const body of [{ from: 7, to: 3 }, { to: 9 }, { from: 7, files: policyFiles([]) }])
      expect(await diff(body)).toMatchObject({ status: 404 });
  });

  it('is audited with what changed: bans, answers to recommended ones with their reasons, the files', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const recommended = ban({ binding: 'recommended' });
    await server.must('applyPolicy', { body: { files: policyFiles([recommended]) } });
    const adoption = { ban: 'telegram-ban', as: 'declined', reason: 'the school has its own' } as const;
    const school = {
      name: 'school.yaml',
      text: JSON.stringify({ portvakt: 'policy/1', unit: 'school', bans: [], adoptions: [adoption] }),
    };
    await server.must('applyPolicy', { body: { files: [...policyFiles([recommended]), school] } });
    const { entries } = await server.must('listAudit');
    const last = entries.at(-1);
    expect(last).toMatchObject({ action: 'apply-policy', subject: 'release 3' });
    expect(JSON.parse(last?.body ?? '')).toEqual({
      from: 2,
      bans: [],
      organisationChanged: false,
      adoptions: [{ unit: 'school', now: [adoption] }],
      filesHash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
  });

  it('refuses faulty files with the line, and a policy that changed meanwhile', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const [organisation] = policyFiles([]);
    const bad = { name: 'bans.yaml', text: 'portvakt: policy/1\nunit: nowhere\nbans: []\n' };
    const files = organisation === undefined ? [] : [organisation, bad];
    const faulty = await call(server.apiUrl, server.token, 'applyPolicy', { body: { files } });
    expect(faulty).toMatchObject({
      status: 422,
      problem: { faults: [{ file: 'bans.yaml', line: 2, field: 'unit' }] },
    });
    const foreign = await call(server.apiUrl, server.token, 'applyPolicy', {
      body: { files: policyFiles([], { id: 'other' }) },
    });
    expect(foreign.status).toBe(422);
    await server.must('applyPolicy', { body: { files: policyFiles([ban()]), basedOn: 1 } });
    const late = await call(server.apiUrl, server.token, 'applyPolicy', {
      body: { files: policyFiles([signaled]), basedOn: 1 },
    });
    expect(late.status).toBe(409);
  });
});

describe('a new release', () => {
  it('reaches every connected device, whose fragments and truth follow', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const token = await server.enrolmentToken();
    const agents = await Promise.all(
      Array.from({ length: 12 }, async () => {
        const { device, key } = await enrolDevice(server.url, token);
        const agent = new WireAgent(server.url, { key });
        await agent.arrive(device, { release: 1, highestRelease: 1 });
        await agent.take('assignment');
        return agent;
      }),
    );
    await server.must('applyPolicy', { body: { files: policyFiles([ban()]) } });
    const { organisationKey } = await server.must('getServerInfo');
    for (const agent of agents) {
      const { envelope } = await agent.take('release');
      const payload = openEnvelope(envelope, payloadTypes.release, [organisationKey])?.toString('utf8') ?? '';
      const release = JSON.parse(payload) as Release;
      expect(release.version).toBe(2);
      const wanted = release.fragments.map(({ sha256 }) => sha256);
      agent.send({ type: 'fragment-wanted', sha256: wanted });
      const fragment = await agent.take('fragment');
      expect([fragment.sha256, JSON.parse(fragment.body)]).toEqual([
        wanted[0],
        { unit: 'kommune', bans: [ban()], adoptions: [] },
      ]);
      agent.send({
        type: 'release-applied',
        version: 2,
        assignment: 1,
        truth: [{ ban: 'telegram-ban', channel: 'native', level: 'stopped-after-start' }],
        ...(agent === agents[0] ? { browsers: [coverage] } : {}),
      });
    }
    await expect.poll(async () => (await server.must('listReleases')).releases[0]?.devices).toBe(12);
    const [first] = agents;
    const detail = await server.must('getDevice', { params: { device: first?.device ?? '' } });
    expect(detail.truth).toEqual([{ ban: 'telegram-ban', channel: 'native', level: 'stopped-after-start' }]);
    expect(detail.browsers).toEqual([coverage]);
    const second = await server.must('getDevice', { params: { device: agents[1]?.device ?? '' } });
    expect(second).not.toHaveProperty('browsers');
    // What is no longer told of is no longer shown.
    first?.send({ type: 'release-applied', version: 2, assignment: 1, truth: [] });
    await expect
      .poll(async () => server.must('getDevice', { params: { device: first?.device ?? '' } }))
      .not.toHaveProperty('browsers');
    for (const agent of agents) await agent.close();
  });

  it('that a device refuses is shown with the reason', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { device, key } = await enrolDevice(server.url, await server.enrolmentToken());
    await using agent = new WireAgent(server.url, { key });
    await agent.arrive(device);
    agent.send({
      type: 'release-refused',
      version: 1,
      fault: 'rollback',
      detail: 'a newer version was seen',
    });
    await expect
      .poll(async () => (await server.must('listDevices')).devices[0]?.refused)
      .toEqual({ version: 1, fault: 'rollback', detail: 'a newer version was seen' });
  });
});

describe('in offline mode', () => {
  it('a release waits until the organisation key signed it, and only that', async () => {
    using folder = tempFolder();
    const key = generateSigningKey();
    await using server = await startTestServer(folder.path, { offlineOrganisationKey: key.publicKey });
    expect((await server.must('getServerInfo')).keyMode).toBe('offline');
    const token = await server.enrolmentToken();
    await using early = new WireAgent(server.url);
    await early.sayEnrol(token);
    expect((await early.take('retry')).afterSeconds).toBeGreaterThan(0);

    const { payload, payloadType, state } = await server.must('getRelease', { params: { version: 1 } });
    expect(state).toBe('awaiting-signature');
    const sign = (by: typeof key, type: string) => ({
      payloadType: type,
      payload: Buffer.from(payload, 'utf8').toString('base64'),
      signatures: [
        {
          keyid: keyId(by.publicKey),
          sig: by.sign(preAuthenticationEncoding(type, Buffer.from(payload, 'utf8'))).toString('base64'),
        },
      ],
    });
    for (const envelope of [sign(generateSigningKey(), payloadType), sign(key, payloadTypes.assignment)])
      expect(
        await call(server.apiUrl, server.token, 'putReleaseEnvelope', {
          params: { version: 1 },
          body: { envelope },
        }),
      ).toMatchObject({ status: 422 });
    await server.must('putReleaseEnvelope', {
      params: { version: 1 },
      body: { envelope: sign(key, payloadType) },
    });
    const { device, key: deviceKey } = await enrolDevice(server.url, token);
    await using agent = new WireAgent(server.url, { key: deviceKey });
    await agent.arrive(device);
    expect(
      openEnvelope((await agent.take('release')).envelope, payloadTypes.release, [key.publicKey]),
    ).toBeDefined();
    expect(await server.must('applyPolicy', { body: { files: policyFiles([ban()]) } })).toMatchObject({
      version: 2,
      state: 'awaiting-signature',
    });
  });
});

describe('the data folder', () => {
  it('keeps everything over a restart, and serves one server at a time', async () => {
    using folder = tempFolder();
    const first = await startTestServer(folder.path);
    await first.must('applyPolicy', { body: { files: policyFiles([ban()]) } });
    const before = await first.must('getServerInfo');
    await expect(startTestServer(folder.path)).rejects.toThrow('data-folder-in-use');
    await first.stop();
    await using second = await startTestServer(folder.path, { token: first.token });
    expect(second.bootstrap).toEqual({});
    expect(await second.must('getServerInfo')).toEqual(before);
  });
});
