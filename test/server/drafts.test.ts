import { describe, expect, it } from 'vitest';
import type { Ban } from '#policy/ban.ts';
import { person, policyWith, unitFile } from '#test/kit/draft-desk.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { policyFiles, startTestServer, type TestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const tiktok = ban({ id: 'tiktok-ban', apps: ['tiktok'] });
const inUnit = (draft: string, id: string, unit = 'kommune') => ({ draft, unit, ban: id });

async function begun(server: TestServer, bans: readonly Ban[] = [ban()]) {
  await server.must('applyPolicy', { body: { files: policyWith(bans) } });
  const kari = await person(server, 'kari', 'editor');
  const { draft } = await kari.must('createDraft', { body: { title: 'Autumn' } });
  return { kari, draft };
}

describe('two people at one draft', () => {
  it('the later edit of an old revision is told who was first, and nothing is lost', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { kari, draft } = await begun(server);
    const ola = await person(server, 'ola', 'editor');
    const params = inUnit(draft, tiktok.id);
    const first = await kari.must('setDraftBan', { params, body: { revision: 1, ban: tiktok } });
    expect(first).toMatchObject({ revision: 2, changedBy: 'kari', state: 'open', units: ['kommune'] });
    const mine = ban({ id: 'telegram-ban', effect: 'warn' });
    const late = await ola.call('setDraftBan', {
      params: inUnit(draft, mine.id),
      body: { revision: 1, ban: mine },
    });
    expect(late).toMatchObject({
      status: 409,
      problem: {
        type: 'urn:portvakt:problem:stale-draft',
        detail: expect.stringMatching(/^kari changed it at \d{4}-.*revision 2/) as string,
      },
    });
    const again = await ola.must('setDraftBan', {
      params: inUnit(draft, mine.id),
      body: { revision: 2, ban: mine },
    });
    expect(again.content?.policies[0]?.bans).toEqual([mine, tiktok]);
    expect(again.diff?.bans).toEqual([
      {
        unit: 'kommune',
        ban: 'telegram-ban',
        change: 'changed',
        before: 'block',
        after: 'warn',
        fields: ['effect'],
      },
      { unit: 'kommune', ban: 'tiktok-ban', change: 'added', after: 'block', fields: [] },
    ]);
  });

  it('of two edits sent at once on the same revision exactly one is made', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { kari, draft } = await begun(server);
    const ola = await person(server, 'ola', 'editor');
    const answers = await Promise.all(
      [kari, ola, kari, ola].map((one, index) => {
        const mine = ban({ id: `ban-${index}`, apps: ['tiktok'] });
        return one.call('setDraftBan', {
          params: inUnit(draft, mine.id),
          body: { revision: 1, ban: mine },
        });
      }),
    );
    expect(answers.map(({ status }) => status).toSorted((one, other) => one - other)).toEqual([
      200, 409, 409, 409,
    ]);
    const { revision, content } = await kari.must('getDraft', { params: { draft } });
    expect([revision, content?.policies[0]?.bans.length]).toEqual([2, 2]);
  });
});

describe('an edit of a draft', () => {
  it('is written into the file of its unit, comments and all; a unit without a file gets one', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { kari } = await begun(server);
    const [organisation] = policyFiles([]);
    const text = `# ours\nportvakt: policy/1\nunit: kommune # the root\nbans: []\n`;
    const files = [...(organisation === undefined ? [] : [organisation]), { name: 'root.yaml', text }];
    const { draft } = await kari.must('createDraft', { body: { title: 'From git', files } });
    await kari.must('setDraftBan', {
      params: inUnit(draft, tiktok.id),
      body: { revision: 1, ban: tiktok },
    });
    const another = await kari.call('setDraftBan', {
      params: inUnit(draft, 'school-ban', 'school'),
      body: { revision: 2, ban: ban({ id: 'another' }) },
    });
    expect(another).toMatchObject({ status: 400, problem: { pointer: '/ban/id' } });
    const done = await kari.must('setDraftBan', {
      params: inUnit(draft, 'school-ban', 'school'),
      body: { revision: 2, ban: ban({ id: 'school-ban' }) },
    });
    const named = new Map(done.files.map((file) => [file.name, file.text]));
    expect(named.get('root.yaml')).toMatch(
      /^# ours\nportvakt: policy\/1\nunit: kommune # the root\nbans:\n {2}- id: tiktok-ban\n/,
    );
    expect(named.get('bans/school.yaml')).toMatch(/^portvakt: policy\/1\nunit: school\n/);
    expect(done.faults).toEqual([]);
  });

  it('removes, answers, and writes the organisation and the server', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { kari, draft } = await begun(server, [ban({ binding: 'recommended' }), tiktok]);
    const params = inUnit(draft, 'telegram-ban', 'school');
    const adoption = { ban: 'telegram-ban', as: 'declined', reason: 'We need it.' } as const;
    const answered = await kari.must('setDraftAdoption', { params, body: { revision: 1, adoption } });
    expect(answered.diff?.adoptionsOf).toEqual(['school']);
    const silent = await kari.must('setDraftAdoption', { params, body: { revision: 2 } });
    expect(silent.diff?.adoptionsOf).toEqual([]);
    const removed = await kari.must('removeDraftBan', {
      params: inUnit(draft, tiktok.id),
      body: { revision: 3 },
    });
    expect(removed.diff?.bans).toMatchObject([{ ban: 'tiktok-ban', change: 'removed' }]);
    expect(
      await kari.call('removeDraftBan', { params: inUnit(draft, tiktok.id), body: { revision: 4 } }),
    ).toMatchObject({ status: 404 });
    const organisation = removed.content?.organisation;
    if (organisation === undefined) throw new Error('the draft cannot be read');
    const renamed = await kari.must('setDraftOrganisation', {
      params: { draft },
      body: { revision: 4, organisation: { ...organisation, name: 'Kommune 2' } },
    });
    const configured = await kari.must('setDraftServer', {
      params: { draft },
      body: { revision: 5, server: { retention: { events: 60 } } },
    });
    expect(configured.content).toMatchObject({
      organisation: { name: 'Kommune 2' },
      server: { retention: { events: 60 } },
    });
    expect(configured.diff).toMatchObject({ organisationChanged: true, serverChanged: true });
    expect(renamed.units).toContain('kommune');
  });

  it('that is not as the schema says is refused with the place; files with faults are kept with theirs', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { kari, draft } = await begun(server);
    const { review: _, ...without } = tiktok;
    const refused = await kari.call('setDraftBan', {
      params: inUnit(draft, tiktok.id),
      body: { revision: 1, ban: { ...without, effect: 'destroy' } as unknown as Ban },
    });
    expect(refused).toMatchObject({
      status: 400,
      problem: { pointer: expect.stringMatching(/^\/ban/) as string },
    });
    const [organisation] = policyFiles([]);
    if (organisation === undefined) throw new Error('no organisation');
    const broken = { name: 'root.yaml', text: 'portvakt: policy/1\nunit: kommune\nbans: [\n' };
    const wrong = {
      name: 'school.yaml',
      text: `portvakt: policy/1\nunit: school\nbans:\n  - ${JSON.stringify({ ...tiktok, effect: 'blok' })}\n`,
    };
    const kept = await kari.must('setDraftFiles', {
      params: { draft },
      body: { revision: 1, files: [organisation, broken, wrong] },
    });
    expect(kept.files).toEqual([organisation, broken, wrong]);
    expect(kept.faults).toMatchObject([
      { file: 'root.yaml', line: 4, message: expect.stringContaining('not valid YAML') as string },
      {
        file: 'school.yaml',
        line: 4,
        field: 'bans[0].effect',
        advice: expect.stringContaining('block') as string,
      },
    ]);
    expect(kept.diff).toBeUndefined();
    const submitted = await kari.call('submitDraft', { params: { draft }, body: { revision: 2 } });
    expect(submitted).toMatchObject({ status: 422, problem: { faults: kept.faults } });
    expect(await kari.call('publishDraft', { params: { draft }, body: { revision: 2 } })).toMatchObject({
      status: 422,
    });
    const into = await kari.call('setDraftBan', {
      params: inUnit(draft, 'x'),
      body: { revision: 2, ban: ban({ id: 'x' }) },
    });
    // Nothing is written into a file that cannot be read, and none beside it.
    expect(into).toMatchObject({
      status: 409,
      problem: { detail: expect.stringContaining('root.yaml is not valid YAML') as string },
    });
  });

  it('keeps whatever people write as what it is: text', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { kari, draft } = await begun(server);
    const nasty = '"><script>alert(1)</script>\n${7*7} {{x}} \u0000 portvakt: organisation/1'.replace(
      '\u0000',
      '',
    );
    const hostile = ban({
      notice: {
        why: { en: nasty, nb: nasty },
        furtherReading: [{ title: { en: nasty }, url: 'https://example.org/"><img>' }],
      },
      basis: { kind: 'law', decidedBy: nasty, reference: nasty, date: '2025-12-18' },
    });
    const done = await kari.must('setDraftBan', {
      params: inUnit(draft, hostile.id),
      body: { revision: 1, ban: hostile },
    });
    expect(done.content?.policies[0]?.bans).toEqual([hostile]);
    const { version } = await kari.must('publishDraft', {
      params: { draft },
      body: { revision: 2, allowMissingTexts: true },
    });
    const { content } = await kari.must('getPolicyContent', { query: { version } });
    expect(content.policies[0]?.bans).toEqual([hostile]);
    const titled = await kari.must('createDraft', { body: { title: nasty } });
    expect((await kari.must('listDrafts')).drafts.find((one) => one.draft === titled.draft)?.title).toBe(
      nasty,
    );
  });
});

describe('an operator of a unit', () => {
  it('edits what is of his unit alone, through every door', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const files = policyWith([ban()], { school: [ban({ id: 'school-ban' })] });
    await server.must('applyPolicy', { body: { files } });
    const eli = await person(server, 'eli', 'editor', 'school');
    const { draft, content } = await eli.must('createDraft', { body: { title: 'Ours' } });
    expect(content?.policies.map(({ unit }) => unit)).toEqual(['kommune', 'school']);
    const weaker = ban({ effect: 'inform' });
    const refused = [
      eli.call('setDraftBan', {
        params: inUnit(draft, weaker.id),
        body: { revision: 1, ban: weaker },
      }),
      eli.call('removeDraftBan', { params: inUnit(draft, weaker.id), body: { revision: 1 } }),
      eli.call('setDraftServer', { params: { draft }, body: { revision: 1, server: {} } }),
      eli.call('setDraftFiles', {
        params: { draft },
        body: { revision: 1, files: policyWith([weaker], { school: [] }) },
      }),
      eli.call('createDraft', { body: { title: 'x', files: policyWith([]) } }),
      eli.call('applyPolicy', { body: { files: policyWith([weaker]) } }),
      eli.call('applyPolicy', { body: { files: policyWith([weaker]), dryRun: true } }),
    ];
    for (const answer of await Promise.all(refused))
      expect(answer).toMatchObject({
        status: 403,
        problem: { type: 'urn:portvakt:problem:outside-unit' },
      });
    const own = await eli.must('setDraftBan', {
      params: inUnit(draft, 'school-ban', 'school'),
      body: { revision: 1, ban: ban({ id: 'school-ban', effect: 'warn' }) },
    });
    expect(own.units).toEqual(['school']);
    const everyone = await eli.call('publishDraft', {
      params: { draft },
      body: { revision: 2, everyone: true },
    });
    expect(everyone).toMatchObject({ status: 403 });
    expect(await eli.must('publishDraft', { params: { draft }, body: { revision: 2 } })).toMatchObject({
      state: 'published',
      draft: { state: 'published', published: 3 },
    });
  });

  it('neither sees nor ends what others draft, and reads nothing of units beside his own', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const units = [
      { id: 'kommune', name: 'Kommune' },
      { id: 'school', name: 'Schools', parent: 'kommune' },
      { id: 'health', name: 'Health', parent: 'kommune' },
    ];
    const files = [
      ...policyFiles([ban()], { units }),
      unitFile('school', [ban({ id: 'school-ban' })]),
      unitFile('health', [ban({ id: 'health-ban' })]),
    ];
    await server.must('applyPolicy', { body: { files } });
    const eli = await person(server, 'eli', 'editor', 'school');
    const root = await server.must('createDraft', { body: { title: 'Root' } });
    const { draft } = await server.must('setDraftBan', {
      params: inUnit(root.draft, tiktok.id, 'health'),
      body: { revision: 1, ban: tiktok },
    });
    expect((await eli.must('listDrafts')).drafts).toEqual([]);
    expect(await eli.call('getDraft', { params: { draft } })).toMatchObject({ status: 404 });
    expect(await eli.call('abandonDraft', { params: { draft }, body: { revision: 2 } })).toMatchObject({
      status: 404,
    });
    const own = await eli.must('createDraft', { body: { title: 'Ours' } });
    expect(own.files.map(({ name }) => name)).toEqual(['organisation.yaml', 'bans.yaml', 'school.yaml']);
    expect(
      JSON.stringify([own, await eli.must('listBans'), await eli.must('getPolicyContent')]),
    ).not.toContain('health-ban');
    for (const answer of [
      await eli.must('getPolicy'),
      await eli.must('listPolicyFiles'),
      await eli.must('getPolicyDiff', { body: { from: 1, to: 2 } }),
      await eli.must('getPolicyDiff', { body: { files: own.files } }),
    ])
      expect(JSON.stringify(answer)).not.toMatch(/health-ban|health\.yaml/);
    expect((await eli.must('getPolicyDiff', { body: { from: 1, to: 2 } })).bans).toHaveLength(2);
    expect((await eli.must('getPolicyDiff', { body: { files: own.files } })).bans).toEqual([]);
    // What he does not see is not lost when he sends back what he sees.
    const sent = await eli.must('setDraftFiles', {
      params: { draft: own.draft },
      body: { revision: 1, files: own.files.filter(({ name }) => name !== 'school.yaml') },
    });
    expect(sent.diff?.bans).toMatchObject([{ ban: 'school-ban', change: 'removed' }]);
    await eli.must('publishDraft', { params: { draft: own.draft }, body: { revision: 2 } });
    const { content } = await server.must('getPolicyContent');
    expect(content.policies.map(({ unit }) => unit).toSorted()).toEqual(['health', 'kommune']);
  });
});
