import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { silentLog } from '#runtime/log.ts';
import { generateSigningKey } from '#runtime/signature.ts';
import { createAnnouncements } from '#server/announcements/index.ts';
import { auditMigrations, createAudit } from '#server/audit/index.ts';
import { createPacks, generatedFiles, packMigrations } from '#server/packs/index.ts';
import { createPolicies, policyMigrations } from '#server/policies/index.ts';
import { openStore, storeMigrations } from '#server/store/index.ts';
import { person, policyWith } from '#test/kit/draft-desk.ts';
import { FakeClock } from '#test/kit/fake-clock.ts';
import { banPack, chatter, PackHouse, sealed } from '#test/kit/pack-house.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { call, policyFiles, startTestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const spring = Date.UTC(2026, 2, 2, 11);
const terms = { mode: 'adopt', highestEffect: 'block' } as const;
const params = { pack: 'advice' };
const other = { pack: 'other' };

describe('a pack whose stored form cannot be read any more', () => {
  it('keeps its bans in force, says so, and breaks neither lists nor other policy', async () => {
    using folder = tempFolder();
    const clock = new FakeClock(spring);
    await using house = await PackHouse.open();
    house.publishes(banPack());
    const first = await startTestServer(folder.path, { clock });
    const { token } = first;
    const body = { ...terms, url: house.url, authorityKey: house.key.publicKey };
    await first.must('applyPolicy', { body: { files: policyFiles([ban({ id: 'own' })]) } });
    await first.must('followPack', { body });
    const envelope = sealed(banPack({ pack: 'other', bans: [ban({ id: 'o' })], vectors: [] }), house.key);
    const fromFile = { ...terms, envelope, authorityKey: house.key.publicKey };
    await first.must('followPack', { body: fromFile });
    await first.stop();
    {
      using store = new DatabaseSync(join(folder.path, 'server.sqlite'));
      const payload = Buffer.from(JSON.stringify({ portvakt: 'pack/0' })).toString('base64');
      store.exec(
        `UPDATE packs SET envelope = json_set(envelope, '$.payload', '${payload}') WHERE pack = 'advice'`,
      );
    }
    await using server = await startTestServer(folder.path, { clock, token });
    const { packs } = await server.must('listPacks');
    expect(packs.map(({ pack, fault }) => [pack, fault])).toEqual([
      ['advice', expect.stringContaining('version 1 cannot be read') as string],
      ['other', undefined],
    ]);
    const apply = { body: { files: policyFiles([ban({ id: 'own', effect: 'warn' })]) } };
    expect(await server.must('applyPolicy', apply)).toMatchObject({ applied: true });
    await server.must('setPackMode', { params: other, body: { highestEffect: 'warn' } });
    const bans = async () => (await server.must('listBans')).bans.map((one) => one.ban.id).toSorted();
    expect(await bans()).toEqual(['advice-telegram', 'advice-tiktok', 'other-o', 'own']);
    const weaken = { params: { ...params, ban: 'telegram' }, body: { effect: 'none', reason: 'x' } } as const;
    expect((await call(server.apiUrl, token, 'weakenPackBan', weaken)).status).toBe(409);
    expect((await call(server.apiUrl, token, 'getPack', { params })).status).toBe(409);
    // What the authority still offers under the same version mends it.
    expect(await server.must('refreshPack', { params, body: {} })).toMatchObject({ version: 1 });
    expect((await server.must('getPack', { params })).fault).toBeUndefined();
    await server.must('weakenPackBan', weaken);
    expect(await bans()).toEqual(['advice-tiktok', 'other-o', 'own']);
  });
});

describe('an address that is slow', () => {
  it('holds up no other pack', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path, { clock: new FakeClock(spring) });
    await using house = await PackHouse.open();
    house.publishes(banPack());
    await server.must('applyPolicy', { body: { files: policyFiles([]) } });
    const authorityKey = house.key.publicKey;
    await server.must('followPack', { body: { ...terms, url: house.url, authorityKey } });
    const envelope = sealed(banPack({ pack: 'other', bans: [ban({ id: 'o' })], vectors: [] }), house.key);
    await server.must('followPack', { body: { ...terms, envelope, authorityKey } });
    const waiting: ServerResponse[] = [];
    house.answers((_request, response) => void waiting.push(response));
    let isOver = false;
    const slow = server.must('refreshPack', { params, body: {} }).then((state) => {
      isOver = true;
      return state;
    });
    await expect.poll(() => waiting.length).toBe(1);
    await server.must('setPackMode', { params: other, body: { highestEffect: 'warn' } });
    // What changes meanwhile in the very pack is not lost either.
    await server.must('setPackMode', { params, body: { highestEffect: 'inform' } });
    expect(isOver).toBe(false);
    waiting[0]?.end(JSON.stringify(sealed(banPack({ version: 2 }), house.key)));
    expect(await slow).toMatchObject({ version: 2, highestEffect: 'inform' });
  });
});

describe('a pack that changes', () => {
  it('takes nothing back that IT publishes in the same moment', async () => {
    using folder = tempFolder();
    await using store = await openStore(`${folder.path}/server.sqlite`, [
      ...[storeMigrations, auditMigrations, policyMigrations, packMigrations],
    ]);
    const { db } = store;
    const clock = new FakeClock(spring);
    const audit = createAudit(db, clock);
    const [key, authority] = [generateSigningKey(), generateSigningKey()];
    const policies = await createPolicies({
      ...{ db, audit, clock, log: silentLog, organisationId: 'kommune' },
      keys: { organisation: { mode: 'hosted', publicKey: key.publicKey, key }, server: key },
      generated: () => generatedFiles(db),
    });
    await policies.apply({ name: 'kari' }, policyFiles([ban({ id: 'own' })]));
    let meanwhile = async (): Promise<unknown> => undefined;
    const packs = createPacks({
      ...{ db, audit, clock, log: silentLog, packKey: () => key },
      announcements: createAnnouncements(clock, silentLog),
      policies: {
        ...policies,
        files: async (version) => {
          const read = await policies.files(version);
          await meanwhile();
          return read;
        },
      },
    });
    meanwhile = () => {
      meanwhile = async () => undefined;
      return policies.apply({ name: 'ola' }, policyFiles([ban({ id: 'own' }), ban({ id: 'new' })]));
    };
    const envelope = sealed(banPack(), authority);
    const operator = { name: 'kari' } as Parameters<typeof packs.follow>[0];
    expect(
      await packs.follow(operator, { ...terms, envelope, authorityKey: authority.publicKey }),
    ).toMatchObject({ ok: true });
    const bans = [...(policies.current()?.fragmentOf.values() ?? [])].flatMap((one) => one.bans);
    expect(bans.map(({ id }) => id).toSorted()).toEqual(['advice-telegram', 'advice-tiktok', 'new', 'own']);
  });
});

describe('where nobody publishes alone', () => {
  it('whoever set the terms of a pack weakens none of its bans, and a person is one under any spelling', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path, { clock: new FakeClock(spring) });
    const files = policyWith([], { server: { policyReview: 'four-eyes' } });
    await server.must('applyPolicy', { body: { files } });
    const kari = await person(server, 'Kari Vik', 'approver');
    const authority = generateSigningKey();
    const envelope = sealed(banPack(), authority);
    const body = { ...terms, envelope, authorityKey: authority.publicKey };
    await kari.must('followPack', { body });
    const { operators } = await server.must('listOperators');
    const id = operators.find(({ name }) => name === 'Kari Vik')?.operator ?? '';
    await server.must('revokeOperator', { params: { operator: id } });
    const again = await person(server, 'kari  vik', 'approver');
    const adopt = { params, body: { version: 1 } };
    expect((await again.call('adoptPackVersion', adopt)).status).toBe(422);
    const ola = await person(server, 'ola', 'approver');
    await ola.must('adoptPackVersion', adopt);
    const weaken = { params: { ...params, ban: 'telegram' }, body: { effect: 'none', reason: 'x' } } as const;
    expect((await again.call('weakenPackBan', weaken)).status).toBe(422);
    await ola.must('weakenPackBan', weaken);
    expect((await again.call('setPackMode', { params, body: { highestEffect: 'warn' } })).status).toBe(422);
  });
});

describe('catalogue entries', () => {
  it('of a unit do not take the place of those that a pack brought for all', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path, { clock: new FakeClock(spring) });
    const authority = generateSigningKey();
    const bans = [ban({ id: 'chatter', apps: ['chatter'] })];
    const envelope = sealed(banPack({ apps: [chatter], bans, vectors: [] }), authority);
    await server.must('applyPolicy', { body: { files: policyWith([], { school: [] }) } });
    await server.must('followPack', { body: { ...terms, envelope, authorityKey: authority.publicKey } });
    const eli = await person(server, 'eli', 'editor', 'school');
    const [identifier] = chatter.identifiers;
    const harmless = { ...chatter, identifiers: [{ ...identifier, value: 'no-such-package' }] };
    const shadow = {
      name: 'shadow.yaml',
      text: JSON.stringify({
        portvakt: 'policy/1',
        unit: 'school',
        pack: 'mine',
        apps: [harmless],
        bans: [],
      }),
    };
    const { files } = await eli.must('getPolicy');
    const answer = await eli.call('applyPolicy', { body: { files: [...files, shadow] } });
    expect(answer).toMatchObject({
      status: 422,
      problem: { faults: [{ file: 'shadow.yaml', message: expect.stringContaining('chatter') as string }] },
    });
  });
});
