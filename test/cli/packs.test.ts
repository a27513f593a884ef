import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packPayloadType, type BanPack } from '#catalogue/ban-pack.ts';
import { checkPack } from '#catalogue/check-pack.ts';
import type { Envelope } from '#protocol/envelope.ts';
import { openEnvelope } from '#runtime/signature.ts';
import { banPack, PackHouse, sealed } from '#test/kit/pack-house.ts';
import { policyFiles, startTestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { runCli } from './run-cli.ts';

const folder = resolve(import.meta.dirname, '../../src/cli/samples/packs');
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const samples = readdirSync(folder).flatMap((name) => (name.endsWith('.yaml') ? [name.slice(0, -5)] : []));

describe('the sample packs', () => {
  it('are the two that the repository ships', () => {
    expect(samples.toSorted()).toEqual(['sample-tiktok', 'sample-tiktok-telegram']);
    expect(readdirSync(folder).filter((name) => name.endsWith('.pem'))).toEqual([]);
  });

  it.each(samples)(
    '%s is signed by the sample key, says what its source says, and its vectors hold',
    (name) => {
      const envelope = JSON.parse(read(`${name}.json`)) as Envelope;
      const payload = openEnvelope(envelope, packPayloadType, [read('sample-key.pub').trim()]);
      const document = JSON.parse(payload?.toString('utf8') ?? 'null') as BanPack;
      const { issuedAt: _, ...signed } = document;
      expect(signed).toEqual(parse(read(`${name}.yaml`)));
      const checked = checkPack(document);
      expect(checked).toMatchObject({ ok: true, value: { faults: [], vectors: { failed: 0 } } });
      expect(document.vectors.map(({ matches }) => matches)).toContain(false);
    },
  );

  it.each(samples)('%s speaks in nobody’s name', (name) => {
    const { authority, title, bans } = parse(read(`${name}.yaml`)) as BanPack;
    expect(authority).toEqual({ name: 'Sample, not from any authority', unofficial: true });
    expect(title.en).toContain('sample');
    const spoken = Object.keys(title).toSorted();
    for (const { notice } of bans) expect(Object.keys(notice.why).toSorted()).toEqual(spoken);
  });
});

describe('portvakt pack, offline', () => {
  it('makes a key, signs, verifies; a changed byte, another key and a failing vector are told', async () => {
    using own = tempFolder();
    const at = (name: string): string => join(own.path, name);
    const secret = { PORTVAKT_KEY_PASSPHRASE: 'correct horse' };
    const made = await runCli(['pack', 'keygen', '--out', at('key.pem'), '--json'], secret);
    const { publicKey } = JSON.parse(made.out) as { publicKey: string };
    writeFileSync(at('key.pub'), `${publicKey}\n`);
    expect(readFileSync(at('key.pem'), 'utf8')).toContain('ENCRYPTED');
    const { issuedAt: _, ...source } = banPack();
    writeFileSync(at('pack.yaml'), JSON.stringify(source));
    const sign = ['pack', 'sign', at('pack.yaml'), '--key', at('key.pem')];
    expect(await runCli(sign, { PORTVAKT_KEY_PASSPHRASE: 'wrong' })).toMatchObject({ code: 5, out: '' });
    const signed = await runCli([...sign, '--out', at('pack.json')], secret);
    expect(signed).toMatchObject({ code: 0, out: '' });
    expect(signed.err).toContain('2 test vectors hold');

    const verify = (file: string, key: string) => runCli(['pack', 'verify', file, '--key', key]);
    const good = await verify(at('pack.json'), at('key.pub'));
    expect(good).toMatchObject({ code: 0, err: '' });
    expect(good.out).toContain('A house of packs (unofficial)');
    await using house = await PackHouse.open();
    expect(await verify(at('pack.json'), house.key.publicKey)).toMatchObject({ code: 8, out: '' });
    const envelope = JSON.parse(readFileSync(at('pack.json'), 'utf8')) as Envelope;
    const text = Buffer.from(envelope.payload, 'base64').toString('utf8').replace('"block"', '"inform"');
    writeFileSync(
      at('forged.json'),
      JSON.stringify({ ...envelope, payload: Buffer.from(text).toString('base64') }),
    );
    expect(await verify(at('forged.json'), publicKey)).toMatchObject({ code: 8, out: '' });

    const vectors = source.vectors.map((vector) => ({ ...vector, matches: !vector.matches }));
    writeFileSync(at('pack.yaml'), JSON.stringify({ ...source, vectors }));
    const wrong = await runCli([...sign, '--out', at('other.json')], secret);
    expect(wrong).toMatchObject({ code: 3 });
    expect(wrong.err).toContain('should act and does not');
    writeFileSync(at('wrong.json'), JSON.stringify(sealed({ ...banPack(), vectors }, house.key)));
    const broken = await verify(at('wrong.json'), house.key.publicKey);
    expect(broken.code).toBe(8);
    expect(broken.err).toContain('nobody can follow this pack');
  });

  it('says where a source has a fault', async () => {
    using own = tempFolder();
    const path = join(own.path, 'pack.yaml');
    writeFileSync(path, read('sample-tiktok.yaml').replace('effect: block', 'effect: blok'));
    const ran = await runCli(['pack', 'sign', path, '--key', 'none.pem']);
    expect(ran).toMatchObject({ code: 3, out: '' });
    expect(ran.err).toMatch(/pack\.yaml:\d+:\d+.*block/s);
  });
});

describe('portvakt pack, through a server', () => {
  async function stage() {
    await using own = new AsyncDisposableStack();
    const folder = own.use(tempFolder());
    const server = own.use(await startTestServer(folder.path));
    const house = own.use(await PackHouse.open());
    house.publishes(banPack());
    await server.must('applyPolicy', { body: { files: policyFiles([]) } });
    const env = { PORTVAKT_SERVER: server.apiUrl, PORTVAKT_TOKEN: server.token };
    const whole = own.move();
    return {
      ...{ server, house, folder },
      key: house.key.publicKey,
      pack: (...args: string[]) => runCli(['pack', ...args], env),
      [Symbol.asyncDispose]: () => whole.disposeAsync(),
    };
  }
  // Each command is a process of its own.
  const patience = 120_000;

  it(
    'inspects, follows, weakens and adopts',
    async () => {
      await using on = await stage();
      expect((await on.pack('list')).err).toContain('No packs are followed.');
      const shown = await on.pack('inspect', on.house.url);
      expect(shown).toMatchObject({ code: 0 });
      expect(shown.err).toContain('Compare the fingerprint');
      expect((await on.pack('follow', on.house.url, '--key', on.key)).out).toContain(
        'version 1 waits for review',
      );
      const weakened = await on.pack(
        'weaken',
        'advice',
        'telegram',
        'warn',
        '--reason',
        'Needed until spring',
      );
      expect(weakened).toMatchObject({ code: 0 });
      expect((await on.pack('adopt', 'advice', '1')).out).toMatch(
        /telegram\s+block\s+warn\s+Needed until spring/,
      );
      expect((await on.pack('adopt', 'advice', '1')).code).toBe(7);
    },
    patience,
  );

  it(
    'takes a newer version from a file, tells what was refused, publishes on and unfollows',
    async () => {
      await using on = await stage();
      const terms = { authorityKey: on.key, mode: 'hold', highestEffect: 'block' } as const;
      await on.server.must('followPack', { body: { url: on.house.url, ...terms } });
      const file = join(on.folder.path, 'newer.json');
      writeFileSync(file, JSON.stringify(sealed(banPack({ version: 2 }), on.house.key)));
      expect((await on.pack('terms', 'advice', '--mode', 'adopt', '--highest-effect', 'inform')).code).toBe(
        0,
      );
      expect((await on.pack('refresh', 'advice', file)).out).toContain('version 2 in force');
      expect(await on.pack('refresh', 'advice')).toMatchObject({ code: 8, out: '' });
      expect((await on.pack('show', 'advice')).out).toContain('refused: version 1 is older than version 2');
      const published = await on.pack(
        'publish',
        'mine',
        '--title',
        'en=Mine',
        '--ban',
        'kommune/advice-tiktok',
      );
      expect(published.out).toContain('Version 1 of mine is at /packs/mine.json');
      expect((await on.pack('own', '--json')).out).toContain('"advice-tiktok"');
      expect((await on.pack('unfollow', 'advice', '--reason', 'Own rules')).code).toBe(0);
      expect((await on.server.must('listPacks')).packs).toEqual([]);
    },
    patience,
  );
});
