import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { packPayloadType, type BanPack } from '#catalogue/ban-pack.ts';
import type { Organisation } from '#policy/organisation.ts';
import type { Release } from '#policy/release.ts';
import type { Envelope } from '#protocol/envelope.ts';
import { liveSubprotocol, livePath } from '#protocol/console-live.ts';
import { generateSigningKey, openEnvelope } from '#runtime/signature.ts';
import { FakeClock } from '#test/kit/fake-clock.ts';
import { banPack, chatter, PackHouse } from '#test/kit/pack-house.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { call, policyFiles, startTestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const spring = Date.UTC(2026, 2, 2, 11);
describe('ban packs that an organisation publishes', () => {
  it('are signed by a key of their own, anybody may read them, and another organisation follows them', async () => {
    using folders = tempFolder();
    const clock = new FakeClock(spring);
    await using agency = await startTestServer(`${folders.path}/agency`, { clock });
    await using town = await startTestServer(`${folders.path}/town`, { clock });
    const own = ban({ id: 'messenger', audience: { units: ['school'], classes: ['service', 'dedicated'] } });
    await agency.must('applyPolicy', { body: { files: policyFiles([own]) } });
    const body = { pack: 'advice', title: { en: 'Advice' }, bans: [{ unit: 'kommune', ban: 'messenger' }] };
    const first = await agency.must('publishPack', { body });
    const second = await agency.must('publishPack', { body });
    expect([first.version, second.version]).toEqual([1, 2]);
    expect(await agency.must('listOwnPacks')).toEqual({ packs: [second] });
    const info = await agency.must('getServerInfo');
    expect([info.organisationKey, info.serverKey]).not.toContain(second.authorityKey);

    const url = `${agency.apiUrl}${second.path}`;
    const answer = await fetch(url);
    const envelope = (await answer.json()) as Envelope;
    const payload = openEnvelope(envelope, packPayloadType, [second.authorityKey]);
    const document = JSON.parse(payload?.toString('utf8') ?? 'null') as BanPack;
    expect(document).toMatchObject({ version: 2, authority: { name: 'Kommune', unofficial: false } });
    // Units are the organisation's own; the classes of devices are everybody's.
    expect(document.bans[0]?.audience).toEqual({ classes: ['service', 'dedicated'] });
    const key = await (await fetch(url.replace('.json', '.pub'))).text();
    expect(key.trim()).toBe(second.authorityKey);
    const etag = answer.headers.get('etag') ?? '';
    expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect((await fetch(url.replace('advice', 'nothing'))).status).toBe(404);

    const terms = { mode: 'adopt', highestEffect: 'block' } as const;
    const followed = await town.must('followPack', {
      body: { url, authorityKey: second.authorityKey, ...terms },
    });
    expect(followed).toMatchObject({ version: 2, bans: [{ ban: 'messenger', effectHere: 'block' }] });
  });

  it('keep their key over a restart', async () => {
    using folder = tempFolder();
    const body = {
      pack: 'advice',
      title: { en: 'Advice' },
      bans: [{ unit: 'kommune', ban: 'telegram-ban' }],
    };
    const first = await startTestServer(folder.path);
    await first.must('applyPolicy', { body: { files: policyFiles([ban()]) } });
    const { authorityKey } = await first.must('publishPack', { body });
    await first.stop();
    await using second = await startTestServer(folder.path, { token: first.token });
    expect(await second.must('publishPack', { body })).toMatchObject({ version: 2, authorityKey });
  });

  it('name bans that are in force, and vectors that hold', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await server.must('applyPolicy', { body: { files: policyFiles([ban()]) } });
    const publish = (bans: { unit: string; ban: string }[], more = {}) =>
      call(server.apiUrl, server.token, 'publishPack', {
        body: { pack: 'advice', title: { en: 'Advice' }, bans, ...more },
      });
    expect(await publish([{ unit: 'kommune', ban: 'nothing' }])).toMatchObject({ status: 404 });
    const fine = [{ unit: 'kommune', ban: 'telegram-ban' }];
    expect(await publish(fine, { pack: 'own' })).toMatchObject({
      status: 422,
      problem: { detail: 'a pack cannot be called `own`' },
    });
    const vectors = [
      {
        ban: 'telegram-ban',
        channel: 'web',
        evidence: [{ kind: 'web-host', value: 'x.org' }],
        matches: true,
      },
    ];
    expect(await publish(fine, { vectors })).toMatchObject({ status: 422 });
    expect(await server.must('listOwnPacks')).toEqual({ packs: [] });
  });
});

describe('catalogue entries of a pack', () => {
  it('may be named by its bans and by one’s own, and replace nothing', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path, { clock: new FakeClock(spring) });
    await using house = await PackHouse.open();
    const vectors: BanPack['vectors'] = [
      {
        ban: 'chatter',
        channel: 'native',
        evidence: [{ kind: 'deb-package', value: 'chatter' }],
        matches: true,
      },
    ];
    const bans = [ban({ id: 'chatter', apps: ['chatter'] })];
    house.publishes(banPack({ apps: [{ ...chatter, id: 'telegram' }], bans, vectors }));
    const body = {
      url: house.url,
      authorityKey: house.key.publicKey,
      mode: 'adopt',
      highestEffect: 'block',
    } as const;
    const refused = await call(server.apiUrl, server.token, 'followPack', { body });
    expect(refused).toMatchObject({ status: 422 });
    expect('problem' in refused && refused.problem.detail).toContain(
      'app `telegram`: the built-in catalogue has it, and a pack cannot replace it',
    );
    house.publishes(banPack({ apps: [chatter], bans, vectors }));
    expect(await server.must('followPack', { body })).toMatchObject({ vectors: { passed: 1, failed: 0 } });
    const mine = policyFiles([ban({ id: 'mine', apps: ['chatter'], effect: 'inform' })]);
    expect(await server.must('applyPolicy', { body: { files: mine } })).toMatchObject({ applied: true });
    // Published on, the entry goes along.
    const own = { pack: 'mine', title: { en: 'Mine' }, bans: [{ unit: 'kommune', ban: 'mine' }] };
    const { path } = await server.must('publishPack', { body: own });
    const envelope = (await (await fetch(`${server.apiUrl}${path}`)).json()) as Envelope;
    const document = JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8')) as BanPack;
    expect(document.apps).toEqual([chatter]);
  });
});

describe('where nobody publishes alone', () => {
  const four = [{ name: 'server.yaml', text: 'portvakt: server/1\nserver:\n  policyReview: four-eyes\n' }];

  it('a second person agrees to follow a pack; what comes later is in force at once', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path, { clock: new FakeClock(spring) });
    await using house = await PackHouse.open();
    house.publishes(banPack());
    await server.must('applyPolicy', { body: { files: [...policyFiles([]), ...four] } });
    const second = await server.must('createOperatorToken', { body: { name: 'second', role: 'approver' } });
    const body = {
      url: house.url,
      authorityKey: house.key.publicKey,
      mode: 'adopt',
      highestEffect: 'warn',
    } as const;
    expect(await server.must('followPack', { body })).toMatchObject({ version: 0, heldVersion: 1 });
    const params = { pack: 'advice' };
    // A newer version before anybody agreed changes nothing of that.
    house.publishes(banPack({ version: 2 }));
    expect(await server.must('refreshPack', { params, body: {} })).toMatchObject({
      version: 0,
      heldVersion: 2,
    });
    const adopt = (token: string) =>
      call(server.apiUrl, token, 'adoptPackVersion', { params, body: { version: 2 } });
    expect(await adopt(server.token)).toMatchObject({ status: 422 });
    expect(await adopt(second.text)).toMatchObject({ status: 200, body: { version: 2 } });
    house.publishes(banPack({ version: 3 }));
    expect(await server.must('refreshPack', { params, body: {} })).toMatchObject({ version: 3 });
    const stricter = (token: string) =>
      call(server.apiUrl, token, 'setPackMode', { params, body: { highestEffect: 'block' } });
    expect(await stricter(server.token)).toMatchObject({ status: 422 });
    expect(await stricter(second.text)).toMatchObject({ status: 200, body: { highestEffect: 'block' } });
    const end = (token: string) =>
      call(server.apiUrl, token, 'unfollowPack', { params, body: { reason: 'Own rules' } });
    expect(await end(second.text)).toMatchObject({ status: 422 });
    expect(await end(server.token)).toMatchObject({ status: 200 });
  });
});

describe('packs that the organisation file names', () => {
  it('are followed under its terms, changed with it, and left when it names them no more', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path, { clock: new FakeClock(spring) });
    await using house = await PackHouse.open();
    house.publishes(banPack());
    const terms = {
      pack: 'advice',
      authorityKey: house.key.publicKey,
      url: house.url,
      mode: 'adopt',
    } as const;
    const applied = (subscriptions: Organisation['subscriptions']) =>
      server.must('applyPolicy', { body: { files: policyFiles([], { subscriptions }) } });
    const packs = async () => (await server.must('listPacks')).packs;
    await applied([{ ...terms, highestEffect: 'warn' }]);
    await expect.poll(async () => (await packs())[0]?.version).toBe(1);
    expect(await packs()).toMatchObject([
      { declared: true, highestEffect: 'warn', bans: [{ effectHere: 'warn' }, { effectHere: 'warn' }] },
    ]);
    const { bans } = await server.must('listBans');
    expect(bans.map(({ ban: one, pack }) => [one.id, one.effect, pack])).toEqual([
      ['advice-telegram', 'warn', 'advice'],
      ['advice-tiktok', 'warn', 'advice'],
    ]);
    const byHand = await call(server.apiUrl, server.token, 'setPackMode', {
      params: { pack: 'advice' },
      body: { highestEffect: 'block' },
    });
    expect(byHand).toMatchObject({ status: 409 });
    // The terms are in the release once, as the file has them.
    const { current } = await server.must('listReleases');
    const { payload } = await server.must('getRelease', { params: { version: current } });
    expect((JSON.parse(payload) as Release).organisation.subscriptions).toEqual([
      { ...terms, highestEffect: 'warn' },
    ]);
    await applied([{ ...terms, highestEffect: 'block' }]);
    await expect.poll(async () => (await packs())[0]?.bans[0]?.effectHere).toBe('block');
    await applied([]);
    await expect.poll(packs).toEqual([]);
    await expect.poll(async () => (await server.must('listBans')).bans).toEqual([]);
  });

  it('that cannot be had say why, and come later', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path, { clock: new FakeClock(spring) });
    await using house = await PackHouse.open();
    const { publicKey: authorityKey } = house.key;
    const subscription = {
      pack: 'advice',
      authorityKey,
      url: house.url,
      mode: 'adopt',
      highestEffect: 'block',
    } as const;
    await server.must('applyPolicy', { body: { files: policyFiles([], { subscriptions: [subscription] }) } });
    const packs = async () => (await server.must('listPacks')).packs;
    await expect.poll(async () => (await packs())[0]?.fault).toBe('the address answers with status 404');
    expect(await call(server.apiUrl, server.token, 'getPack', { params: { pack: 'advice' } })).toMatchObject({
      status: 409,
    });
    house.publishes(banPack());
    await server.must('refreshPack', { params: { pack: 'advice' }, body: {} });
    expect(await packs()).toMatchObject([{ version: 1 }]);
    expect((await packs())[0]).not.toHaveProperty('fault');
  });
});

describe('ban packs and everybody else', () => {
  it('tell open consoles that a version waits, is in force or was refused, and nothing of what they say', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path, { clock: new FakeClock(spring) });
    await using house = await PackHouse.open();
    const heard: string[] = [];
    const live = new WebSocket(`${server.apiUrl.replace('http', 'ws')}${livePath}`, liveSubprotocol, {
      headers: { authorization: `Bearer ${server.token}` },
    });
    live.on('message', (data: Buffer) => heard.push(data.toString('utf8')));
    await once(live, 'open');
    const told = (kind: string) => expect.poll(() => heard.join('\n')).toContain(`"${kind}"`);
    house.publishes(banPack({ title: { en: 'Secret words' } }));
    const body = {
      url: house.url,
      authorityKey: house.key.publicKey,
      mode: 'hold',
      highestEffect: 'block',
    } as const;
    await server.must('followPack', { body });
    await told('pack-version');
    await server.must('adoptPackVersion', { params: { pack: 'advice' }, body: { version: 1 } });
    await told('pack-adopted');
    house.publishes(banPack(), generateSigningKey());
    await call(server.apiUrl, server.token, 'refreshPack', { params: { pack: 'advice' }, body: {} });
    await told('pack-refused');
    expect(heard.join()).not.toContain('Secret words');
    live.terminate();
  });

  it('wait with the release for the organisation’s signature where its key is kept offline', async () => {
    using folder = tempFolder();
    const organisation = generateSigningKey();
    await using server = await startTestServer(folder.path, {
      offlineOrganisationKey: organisation.publicKey,
    });
    await using house = await PackHouse.open();
    house.publishes(banPack());
    await server.must('applyPolicy', { body: { files: policyFiles([]) } });
    const body = {
      url: house.url,
      authorityKey: house.key.publicKey,
      mode: 'adopt',
      highestEffect: 'block',
    } as const;
    await server.must('followPack', { body });
    const { current, releases } = await server.must('listReleases');
    expect([current, releases[0]?.state, releases[0]?.bans]).toEqual([0, 'awaiting-signature', 2]);
    // Whoever signs sees the bans of the pack among the files.
    const { files } = await server.must('getPolicy');
    expect(files.find(({ name }) => name === 'packs/advice.yaml')?.text).toContain('id: advice-telegram');
  });
});
