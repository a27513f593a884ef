import { expect, it } from 'vitest';
import { payloadTypes } from '#policy/release.ts';
import { generateSigningKey, openEnvelope, signEnvelope, type SigningKey } from '#runtime/signature.ts';
import { person, policyWith } from '#test/kit/draft-desk.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { startTestServer, type TestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const fourEyes = { policyReview: 'four-eyes' } as const;

/** What `portvakt release sign` does, on another machine. */
async function signed(server: TestServer, version: number, key: SigningKey) {
  const { payload } = await server.must('getRelease', { params: { version } });
  const {
    payloadType,
    payload: text,
    signatures,
  } = signEnvelope(payloadTypes.release, JSON.parse(payload), key);
  return { payloadType, payload: text, signatures: [...signatures] };
}

it('where the organisation key is offline, two people are needed before there is anything to sign', async () => {
  using folder = tempFolder();
  const organisation = generateSigningKey();
  const options = { offlineOrganisationKey: organisation.publicKey };
  await using server = await startTestServer(folder.path, options);
  const put = async (version: number) =>
    server.must('putReleaseEnvelope', {
      params: { version },
      body: { envelope: await signed(server, version, organisation) },
    });
  const first = await server.must('applyPolicy', {
    body: { files: policyWith([ban()], { server: fourEyes }) },
  });
  expect(first.state).toBe('awaiting-signature');
  // The rule holds before the first signature: nobody takes it back alone meanwhile.
  const alone = await server.must('applyPolicy', { body: { files: policyWith([]) } });
  expect(alone).toMatchObject({ applied: false, state: 'in-review' });
  await put(first.version);

  const [kari, ola] = [
    await person(server, 'kari', 'administrator'),
    await person(server, 'ola', 'approver'),
  ];
  const { draft } = await kari.must('createDraft', { body: { title: 'TikTok' } });
  const tiktok = ban({ id: 'tiktok-ban', apps: ['tiktok'] });
  await kari.must('setDraftBan', {
    params: { draft, unit: 'kommune', ban: tiktok.id },
    body: { revision: 1, ban: tiktok },
  });
  await kari.must('submitDraft', { params: { draft }, body: { revision: 2 } });
  const publish = { params: { draft }, body: { revision: 2 } };
  expect((await kari.call('publishDraft', publish)).status).toBe(409);
  expect((await server.must('listReleases')).releases[0]?.version).toBe(first.version);
  await ola.must('reviewDraft', { params: { draft }, body: { revision: 2, as: 'approve' } });
  const made = await kari.must('publishDraft', publish);
  expect(made).toMatchObject({ state: 'awaiting-signature', draft: { state: 'published' } });
  expect((await server.must('listReleases')).current).toBe(first.version);
  const envelope = await signed(server, made.version, organisation);
  expect(openEnvelope(envelope, payloadTypes.release, [organisation.publicKey])).toBeDefined();
  await put(made.version);
  expect((await server.must('listReleases')).current).toBe(made.version);
  expect((await server.must('listRollouts')).rollouts[0]).toMatchObject({
    version: made.version,
    startedBy: 'kari',
    title: 'TikTok',
  });
});

it('switching the review off counts only once it is signed', async () => {
  using folder = tempFolder();
  const organisation = generateSigningKey();
  const options = { offlineOrganisationKey: organisation.publicKey };
  await using server = await startTestServer(folder.path, options);
  const first = await server.must('applyPolicy', {
    body: { files: policyWith([ban()], { server: fourEyes }) },
  });
  await server.must('putReleaseEnvelope', {
    params: { version: first.version },
    body: { envelope: await signed(server, first.version, organisation) },
  });
  const [kari, ola] = [
    await person(server, 'kari', 'administrator'),
    await person(server, 'ola', 'approver'),
  ];
  const files = policyWith([ban()]);
  const waits = await kari.must('applyPolicy', { body: { files } });
  const draft = waits.draft ?? '';
  await ola.must('reviewDraft', { params: { draft }, body: { revision: 1, as: 'approve' } });
  const off = await kari.must('publishDraft', { params: { draft }, body: { revision: 1 } });
  expect(off.state).toBe('awaiting-signature');
  const alone = () => kari.must('applyPolicy', { body: { files: policyWith([]) } });
  expect(await alone()).toMatchObject({ applied: false, state: 'in-review' });
  await server.must('putReleaseEnvelope', {
    params: { version: off.version },
    body: { envelope: await signed(server, off.version, organisation) },
  });
  expect(await alone()).toMatchObject({ applied: true, state: 'awaiting-signature' });
});
