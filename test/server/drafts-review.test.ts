import { describe, expect, it } from 'vitest';
import { person, policyWith } from '#test/kit/draft-desk.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { call, startTestServer, type TestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const fourEyes = { policyReview: 'four-eyes' } as const;
const tiktok = ban({ id: 'tiktok-ban', apps: ['tiktok'] });
const set = (draft: string, revision: number, one = tiktok) => ({
  params: { draft, unit: 'kommune', ban: one.id },
  body: { revision, ban: one },
});

/** An organisation where two people are needed, and a draft by Kari that waits for the second. */
async function waiting(server: TestServer) {
  await server.must('applyPolicy', { body: { files: policyWith([ban()], { server: fourEyes }) } });
  const [kari, ola, eva] = await Promise.all([
    person(server, 'kari', 'administrator'),
    person(server, 'ola', 'approver'),
    person(server, 'eva', 'approver'),
  ]);
  const { draft } = await kari.must('createDraft', { body: { title: 'TikTok' } });
  await kari.must('setDraftBan', set(draft, 1));
  const submitted = await kari.must('submitDraft', { params: { draft }, body: { revision: 2 } });
  expect(submitted).toMatchObject({ state: 'in-review', needsApproval: true, revision: 2 });
  return { kari, ola, eva, draft };
}
const approve = (draft: string, revision: number) =>
  ({ params: { draft }, body: { revision, as: 'approve' } }) as const;
const publish = (draft: string, revision: number) => ({ params: { draft }, body: { revision } });

describe('where two people are needed', () => {
  it('a draft is published once somebody else approved it, and only then', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { kari, ola, draft } = await waiting(server);
    expect(await kari.call('publishDraft', publish(draft, 2))).toMatchObject({ status: 409 });
    expect(await kari.call('reviewDraft', approve(draft, 2))).toMatchObject({
      status: 409,
      problem: { detail: expect.stringContaining('of his own') as string },
    });
    expect((await server.must('listReleases')).current).toBe(2);
    const approved = await ola.must('reviewDraft', approve(draft, 2));
    expect(approved).toMatchObject({ state: 'approved', approvedBy: ['ola'], needsApproval: false });
    expect(await kari.must('publishDraft', publish(draft, 2))).toMatchObject({ version: 3 });
    const { entries } = await server.must('listAudit');
    expect(entries.slice(-3).map(({ action, operator }) => [action, operator])).toEqual([
      ['submit-draft', 'kari'],
      ['approve-draft', 'ola'],
      ['apply-policy', 'kari'],
    ]);
    expect(JSON.parse(entries.at(-1)?.body ?? '')).toMatchObject({ draft, everyone: false, title: 'TikTok' });
  });

  it('the one who changed it last is no second pair of eyes, and a change takes the approval back', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { kari, ola, eva, draft } = await waiting(server);
    await eva.must('reviewDraft', approve(draft, 2));
    const changed = await ola.must('setDraftBan', set(draft, 2, ban({ effect: 'warn' })));
    expect(changed).toMatchObject({
      state: 'open',
      approvedBy: [],
      reviews: [{ by: 'eva', as: 'approve', current: false }],
    });
    expect(await kari.call('publishDraft', publish(draft, 3))).toMatchObject({ status: 409 });
    await ola.must('submitDraft', { params: { draft }, body: { revision: 3 } });
    for (const one of [ola, kari])
      expect(await one.call('reviewDraft', approve(draft, 3))).toMatchObject({ status: 409 });
    // What was read before the change is not what is approved.
    expect(await eva.call('reviewDraft', approve(draft, 2))).toMatchObject({
      status: 409,
      problem: { type: 'urn:portvakt:problem:stale-draft' },
    });
    await eva.must('reviewDraft', approve(draft, 3));
    await kari.must('publishDraft', publish(draft, 3));
  });

  it('a rejection says why, and stops the draft until it is changed', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { kari, ola, draft } = await waiting(server);
    const silent = await ola.call('reviewDraft', { params: { draft }, body: { revision: 2, as: 'reject' } });
    expect(silent).toMatchObject({ status: 400, problem: { pointer: '/reason' } });
    const reason = 'The council has not decided.';
    await ola.must('reviewDraft', { params: { draft }, body: { revision: 2, as: 'reject', reason } });
    expect(await kari.call('publishDraft', publish(draft, 2))).toMatchObject({ status: 409 });
    const { state, reviews } = await kari.must('getDraft', { params: { draft } });
    expect([state, reviews]).toMatchObject(['rejected', [{ by: 'ola', as: 'reject', reason }]]);
    expect(await kari.must('setDraftBan', set(draft, 2))).toMatchObject({ state: 'open', revision: 3 });
  });

  it('files from git wait as a draft, the same files as the same one', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { kari, ola } = await waiting(server);
    const files = policyWith([ban(), tiktok], { server: fourEyes });
    const first = await kari.must('applyPolicy', { body: { files } });
    expect(first).toMatchObject({ applied: false, version: 2, state: 'in-review' });
    const draft = first.draft ?? '';
    expect(await kari.must('applyPolicy', { body: { files } })).toMatchObject({ state: 'in-review', draft });
    expect((await kari.must('applyPolicy', { body: { files, dryRun: true } })).draft).toBeUndefined();
    expect((await server.must('listReleases')).current).toBe(2);
    await ola.must('reviewDraft', approve(draft, 1));
    expect(await kari.must('publishDraft', publish(draft, 1))).toMatchObject({ version: 3 });
    expect(await kari.must('applyPolicy', { body: { files } })).toMatchObject({
      applied: false,
      state: 'published',
      version: 3,
    });
  });

  it('that it is so cannot be switched off by one alone', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { kari, ola, draft } = await waiting(server);
    const off = { params: { draft }, body: { revision: 2, server: { policyReview: 'none' } } } as const;
    await kari.must('setDraftServer', off);
    expect(await kari.call('publishDraft', publish(draft, 3))).toMatchObject({ status: 409 });
    const byFiles = await kari.must('applyPolicy', { body: { files: policyWith([ban()]) } });
    expect(byFiles.state).toBe('in-review');
    await kari.must('submitDraft', { params: { draft }, body: { revision: 3 } });
    await ola.must('reviewDraft', approve(draft, 3));
    await kari.must('publishDraft', publish(draft, 3));
    const alone = await kari.must('applyPolicy', { body: { files: policyWith([ban()]) } });
    expect(alone).toMatchObject({ applied: true, state: 'published' });
  });

  it('a person under two tokens is one person', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { draft } = await waiting(server);
    // Nobody else can be named so that people read the same name.
    for (const name of ['Kari', ' kari ', 'KARI'])
      expect(
        await call(server.apiUrl, server.token, 'createOperatorToken', { body: { name, role: 'approver' } }),
      ).toMatchObject({ status: 409 });
    expect((await server.must('getDraft', { params: { draft } })).state).toBe('in-review');
  });
});
