import { describe, expect, it } from 'vitest';
import { must } from '#test/kit/server-in-test.ts';
import { banPack, chatter, PackHouse } from '#test/kit/pack-house.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { stampOf } from '#test/kit/fake-platform.ts';
import { Journey } from './journey.ts';
import { tiktokFromTheStore, type Program } from './programs.ts';
import { read } from './words.ts';

/** A body that runs its own IT: the tree of the scenario under its own name, and no ban yet. */
async function body(name: string): Promise<Journey> {
  const journey = await Journey.begin('flanders', '2023-03-09');
  const files = journey.policyFiles().filter((file) => file.name === 'organisation.yaml');
  await journey.publish(
    files.map((file) => ({ ...file, text: file.text.replace('Vlaamse overheid', name) })),
  );
  return journey;
}

describe('Flanders: one ban pack, followed by bodies with their own IT', () => {
  it('acts at once where it is adopted, and after review, weakened, where it is held', async () => {
    await using authority = await Journey.begin('flanders', '2023-03-09');
    await authority.publish();
    const { path, authorityKey } = await authority.server.must('publishPack', {
      body: {
        pack: 'tiktok-advies',
        title: { nl: 'TikTok op dienst-pc’s', fr: 'TikTok sur les ordinateurs de service' },
        bans: [{ unit: 'vlaamse-overheid', ban: 'tiktok' }],
        vectors: [
          {
            ban: 'tiktok',
            channel: 'store',
            evidence: [
              { kind: 'package-family-name', value: 'BytedancePte.Ltd.TikTok_6yccndn6064se' },
              { kind: 'appx-name', value: 'BytedancePte.Ltd.TikTok' },
            ],
            matches: true,
          },
        ],
      },
    });
    const url = `${authority.server.apiUrl}${path}`;
    const terms = { url, authorityKey, highestEffect: 'block' } as const;
    const params = { pack: 'tiktok-advies' };

    await using stad = await body('Voorbeeldstad');
    const app = tiktokFromTheStore();
    const an = await stad.pc({ unit: 'vlaamse-overheid', account: 'an', os: 'win32', has: [app] });
    expect(await an.canUse(app)).toBe(true);
    const followed = await stad.server.must('followPack', { body: { ...terms, mode: 'adopt' } });
    expect(followed).toMatchObject({ version: 1, vectors: { passed: 1, failed: 0 } });
    await an.applies((await stad.server.must('getServerInfo')).release);
    expect(await an.canUse(app)).toBe(false);
    const dutch = read(await an.notice('block', 'tiktok-advies-tiktok'), 'nl', stad.timeZone);
    expect(dutch).toContain('TikTok kan niet worden gebruikt op deze pc');
    expect(dutch).toContain('Waarom: Digitaal Vlaanderen blokkeert TikTok op alle dienst-pc’s');

    await using gemeente = await body('Voorbeeldgemeente');
    const own = tiktokFromTheStore();
    const bo = await gemeente.pc({ unit: 'vlaamse-overheid', account: 'bo', os: 'win32', has: [own] });
    const held = await gemeente.server.must('followPack', { body: { ...terms, mode: 'hold' } });
    expect(held).toMatchObject({ version: 0, heldVersion: 1 });
    await bo.settled();
    expect(bo.ban('tiktok-advies-tiktok')).toBeUndefined();
    expect(await bo.canUse(own)).toBe(true);

    const approver = await gemeente.operator('approver');
    const reason = 'De jeugddienst heeft de app nodig tot de zomer';
    const { apiUrl } = gemeente.server;
    await must(apiUrl, approver, 'weakenPackBan', {
      params: { ...params, ban: 'tiktok' },
      body: { effect: 'warn', reason },
    });
    await must(apiUrl, approver, 'adoptPackVersion', { params, body: { version: 1 } });
    await bo.applies((await gemeente.server.must('getServerInfo')).release);
    expect(await bo.canUse(own)).toBe(true);
    const french = read(await bo.notice('warn', 'tiktok-advies-tiktok'), 'fr', gemeente.timeZone);
    expect(french).toContain('Digitaal Vlaanderen bloque TikTok sur tous les ordinateurs de service');
    const { entries } = await gemeente.server.must('listAudit', { query: { limit: 500 } });
    const weakened = entries.find(({ action }) => action === 'weaken-pack-ban');
    expect(weakened).toMatchObject({ operator: 'approver', subject: 'pack tiktok-advies ban tiktok' });
    expect(weakened?.body).toContain(reason);
  });

  it('brings a PC the catalogue entry of an app that no PC knew', async () => {
    await using journey = await body('Voorbeeldstad');
    await using house = await PackHouse.open();
    const evidence = [{ kind: 'deb-package', value: 'chatter' }] as const;
    const file = { evidence, stamp: stampOf() };
    const program: Program = { source: 'dpkg', evidence, perUser: false, path: '/usr/bin/chatter', file };
    const pc = await journey.pc({ unit: 'vlaamse-overheid', account: 'an', has: [program] });
    expect(await pc.canUse(program)).toBe(true);
    const dates = { from: '2023-03-01', review: '2024-03-01' };
    house.publishes(
      banPack({
        apps: [chatter],
        bans: [ban({ id: 'chatter', apps: ['chatter'], ...dates })],
        vectors: [{ ban: 'chatter', channel: 'native', evidence: [...evidence], matches: true }],
      }),
    );
    const terms = { authorityKey: house.key.publicKey, mode: 'adopt', highestEffect: 'block' } as const;
    await journey.server.must('followPack', { body: { url: house.url, ...terms } });
    await pc.applies((await journey.server.must('getServerInfo')).release);
    expect(await pc.canUse(program)).toBe(false);
    expect(await pc.notice('block', 'advice-chatter')).toMatchObject({ app: 'chatter', appName: 'Chatter' });

    await journey.server.must('unfollowPack', { params: { pack: 'advice' }, body: { reason: 'Niet nodig' } });
    await pc.applies((await journey.server.must('getServerInfo')).release);
    expect(await pc.canUse(program)).toBe(true);
  });
});
