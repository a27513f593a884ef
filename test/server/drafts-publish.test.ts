import { describe, expect, it } from 'vitest';
import type { Release } from '#policy/release.ts';
import { person, policyWith, serverFile } from '#test/kit/draft-desk.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { startTestServer, type TestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const tiktok = ban({ id: 'tiktok-ban', apps: ['tiktok'] });
const set = (draft: string, revision: number, one = tiktok, unit = 'kommune') => ({
  params: { draft, unit, ban: one.id },
  body: { revision, ban: one },
});
const releaseOf = async (server: TestServer, version: number): Promise<Release> =>
  JSON.parse((await server.must('getRelease', { params: { version } })).payload) as Release;

describe('publishing a draft after others published', () => {
  it('joins what both changed in different bans, of one file too', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await server.must('applyPolicy', { body: { files: policyWith([ban()]) } });
    const { draft } = await server.must('createDraft', { body: { title: 'TikTok' } });
    await server.must('setDraftBan', set(draft, 1));
    await server.must('setDraftBan', set(draft, 2, ban({ id: 'school-ban' }), 'school'));
    await server.must('setDraftServer', {
      params: { draft },
      body: { revision: 3, server: { retention: { events: 30 } } },
    });
    const theirs = policyWith([ban({ effect: 'warn' })]);
    await server.must('applyPolicy', { body: { files: theirs } });
    expect(await server.must('publishDraft', { params: { draft }, body: { revision: 4 } })).toMatchObject({
      version: 4,
    });
    const { content } = await server.must('getPolicyContent');
    expect(content.policies).toEqual([
      { portvakt: 'policy/1', unit: 'kommune', bans: [ban({ effect: 'warn' }), tiktok] },
      { portvakt: 'policy/1', unit: 'school', bans: [ban({ id: 'school-ban' })] },
    ]);
    expect(content.server).toEqual({ retention: { events: 30 } });
  });

  it('names what both changed in different ways, and publishes nothing', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await server.must('applyPolicy', { body: { files: policyWith([ban(), tiktok]) } });
    const { draft } = await server.must('createDraft', { body: { title: 'Both' } });
    await server.must('setDraftBan', set(draft, 1, ban({ effect: 'warn' })));
    await server.must('removeDraftBan', {
      params: { draft, unit: 'kommune', ban: tiktok.id },
      body: { revision: 2 },
    });
    await server.must('setDraftServer', { params: { draft }, body: { revision: 3, server: {} } });
    const theirs = [
      ...policyWith([ban({ effect: 'inform' }), ban({ ...tiktok, removal: 'none' })]),
      serverFile({ retention: { events: 10 } }),
    ];
    await server.must('applyPolicy', { body: { files: theirs } });
    const operator = await person(server, 'kari', 'administrator');
    const refused = await operator.call('publishDraft', { params: { draft }, body: { revision: 4 } });
    expect(refused).toMatchObject({ status: 409 });
    const detail = 'problem' in refused ? refused.problem.detail : '';
    for (const name of ['kommune/telegram-ban', 'kommune/tiktok-ban', 'server'])
      expect(detail).toContain(name);
    expect((await server.must('getDraft', { params: { draft } })).state).toBe('open');
    expect((await server.must('listReleases')).current).toBe(3);
  });

  it('two drafts published at the same moment are both in the policy', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await server.must('applyPolicy', { body: { files: policyWith([]) } });
    const drafts = await Promise.all(
      ['one', 'two', 'three'].map(async (id) => {
        const { draft } = await server.must('createDraft', { body: { title: id } });
        await server.must('setDraftBan', set(draft, 1, ban({ id })));
        return draft;
      }),
    );
    const done = await Promise.all(
      drafts.map((draft) => server.must('publishDraft', { params: { draft }, body: { revision: 2 } })),
    );
    expect(done.map(({ version }) => version).toSorted((one, other) => one - other)).toEqual([3, 4, 5]);
    const { bans } = await server.must('listBans');
    expect(bans.map((one) => one.ban.id).toSorted()).toEqual(['one', 'three', 'two']);
  });
});

describe('a draft', () => {
  it('of an older version makes a higher release with the same fragments', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await server.must('applyPolicy', { body: { files: policyWith([ban()]) } });
    await server.must('applyPolicy', { body: { files: policyWith([ban({ effect: 'warn' }), tiktok]) } });
    const revert = await server.must('createDraft', { body: { title: 'Back', revertTo: 2 } });
    expect(revert).toMatchObject({
      basedOn: 3,
      diff: { bans: [{ change: 'changed' }, { change: 'removed' }] },
    });
    const { draft, revision } = revert;
    const { version } = await server.must('publishDraft', { params: { draft }, body: { revision } });
    expect(version).toBe(4);
    const [old, now] = await Promise.all([releaseOf(server, 2), releaseOf(server, 4)]);
    expect(now.fragments).toEqual(old.fragments);
    expect([old.version, now.version]).toEqual([2, 4]);
  });

  it('that lacks texts in a language of the organisation is published only when that is meant', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const told = ban({ notice: { why: { en: 'Because.', nb: 'Fordi.' }, instead: { en: 'Use Signal.' } } });
    const lacking = ban({ id: 'older' });
    await server.must('applyPolicy', { body: { files: policyWith([lacking], { languages: ['en', 'nb'] }) } });
    const { draft } = await server.must('createDraft', { body: { title: 'Told' } });
    const drafted = await server.must('setDraftBan', set(draft, 1, told));
    // What others left out before is not this draft's.
    expect(drafted.missingTexts).toEqual([
      { unit: 'kommune', ban: 'telegram-ban', field: 'instead', languages: ['nb'] },
    ]);
    const kari = await person(server, 'kari', 'editor');
    expect(await kari.call('publishDraft', { params: { draft }, body: { revision: 2 } })).toMatchObject({
      status: 422,
      problem: {
        type: 'urn:portvakt:problem:policy-faults',
        faults: [
          {
            file: 'bans.yaml',
            field: 'bans[1].notice.instead',
            message: expect.stringContaining('nb') as string,
          },
        ],
      },
    });
    await kari.must('publishDraft', { params: { draft }, body: { revision: 2, allowMissingTexts: true } });
    const { bans } = await kari.must('listBans');
    expect(bans.map(({ missingTexts }) => missingTexts.map(({ field }) => field))).toEqual([
      ['why'],
      ['instead'],
    ]);
  });

  it('is published past the rings by an administrator alone, and the release says so', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await server.must('applyPolicy', { body: { files: policyWith([ban()]) } });
    const { draft } = await server.must('createDraft', { body: { title: 'Now' } });
    await server.must('setDraftBan', set(draft, 1));
    const kari = await person(server, 'kari', 'approver');
    const body = { revision: 2, everyone: true };
    expect(await kari.call('publishDraft', { params: { draft }, body })).toMatchObject({ status: 403 });
    const { version } = await server.must('publishDraft', { params: { draft }, body });
    expect(await server.must('getRollout', { params: { version } })).toMatchObject({
      everyone: true,
      title: 'Now',
      startedBy: 'administrator',
    });
  });

  it('that changes nothing, was published or given up is not published', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await server.must('applyPolicy', { body: { files: policyWith([ban()]) } });
    const { draft } = await server.must('createDraft', { body: { title: 'Empty' } });
    const kari = await person(server, 'kari', 'editor');
    const empty = await server.must('getDraft', { params: { draft } });
    expect(empty.diff?.bans).toEqual([]);
    const publish = { params: { draft }, body: { revision: 1 } };
    expect(await kari.call('publishDraft', publish)).toMatchObject({
      status: 409,
      problem: { detail: 'this draft changes nothing' },
    });
    await server.must('abandonDraft', publish);
    for (const id of ['publishDraft', 'abandonDraft', 'submitDraft'] as const)
      expect(await kari.call(id, publish)).toMatchObject({ status: 409 });
    expect((await kari.must('listDrafts', { query: { state: 'abandoned' } })).drafts).toHaveLength(1);
    expect(await kari.call('setDraftBan', set(draft, 1))).toMatchObject({ status: 409 });
  });

  it('outlives a restart of the server, as it was', async () => {
    using folder = tempFolder();
    const first = await startTestServer(folder.path);
    await first.must('applyPolicy', { body: { files: policyWith([ban()]) } });
    const { draft } = await first.must('createDraft', { body: { title: 'Kept' } });
    const before = await first.must('setDraftBan', set(draft, 1));
    await first.stop();
    await using second = await startTestServer(folder.path, { token: first.token });
    expect(await second.must('getDraft', { params: { draft } })).toEqual(before);
  });
});
