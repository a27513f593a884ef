import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { manifestFor } from '#extension/manifest.ts';
import { buildExtension } from '#installers/extension/build-extension.ts';
import { families } from '#installers/extension/sources.ts';
import { listingLimits, readListing, sections, type Listing } from '#installers/extension/store-listing.ts';
import { Language } from '#policy/primitives.ts';
import { generateRsaKey } from '#runtime/signature.ts';
import { top } from '#test/kit/system-under-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const store = join(top, 'installers/extension/store');
const textOf = (name: string): string => readFileSync(join(store, name), 'utf8');

describe('the texts for the stores', () => {
  const languages: readonly string[] = Language.enum;

  it('are there in every language, and no other', () => {
    const names = readdirSync(join(store, 'listing')).toSorted();
    expect(names).toEqual(languages.map((language) => `${language}.md`).toSorted());
  });

  it.each(languages)('are whole and within the limits: %s', (language) => {
    const listing = readListing(textOf(`listing/${language}.md`));
    expect(listing).toBeDefined();
    if (listing === undefined) return;
    for (const [part, { least, most }] of Object.entries(listingLimits)) {
      const text = listing[part as keyof Listing];
      expect([part, text.length >= least && text.length <= most]).toEqual([part, true]);
      expect(text).not.toMatch(/[<>{}]| {2}|\bTODO\b/);
    }
    expect(listing.summary).not.toContain('\n');
    expect(listing.name).toBe(manifestFor('chromium', '1.0')['name']);
  });

  it('say the same nowhere twice: each language has its own', () => {
    const all = languages.map((language) => textOf(`listing/${language}.md`));
    expect(new Set(all).size).toBe(languages.length);
  });

  it('give a reason for every permission that is asked for, and for no other', () => {
    const asked = families.flatMap((family) => {
      const manifest = manifestFor(family, '1.0');
      return ['permissions', 'host_permissions', 'optional_permissions', 'optional_host_permissions'].flatMap(
        (name) => (manifest[name] ?? []) as readonly string[],
      );
    });
    const reasons = sections(textOf('permissions.md'));
    expect([...reasons.keys()].toSorted()).toEqual([...new Set(asked)].toSorted());
    for (const [permission, reason] of reasons)
      expect([permission, reason.length > 60 && reason.length <= 1_000]).toEqual([permission, true]);
  });

  it('have a manifest description that stores take', () => {
    for (const family of families) {
      const { description } = manifestFor(family, '1.0');
      expect(String(description).length).toBeLessThanOrEqual(listingLimits.summary.most);
    }
  });
});

describe('the kit', () => {
  it('holds what the stores ask for, and what Mozilla’s reviewers need to build the same', async () => {
    using folder = tempFolder();
    const key = join(folder.path, 'key.pem');
    writeFileSync(key, generateRsaKey());
    const out = join(folder.path, 'out');
    await buildExtension({ top, folder: out, store: true, key: { own: key } });
    const kit = join(out, 'store');
    const { version } = JSON.parse(readFileSync(join(out, 'extension.json'), 'utf8')) as { version: string };
    for (const name of [`chrome-web-store-${version}.zip`, `edge-add-ons-${version}.zip`]) {
      const files = unzipSync(readFileSync(join(kit, name)));
      const manifest = JSON.parse(Buffer.from(files['manifest.json'] ?? []).toString()) as object;
      // Stores refuse an extension that brings its own.
      expect(Object.keys(manifest)).not.toContain('key');
      expect(Object.keys(manifest)).not.toContain('update_url');
      expect(Object.keys(files)).toContain('background.js');
    }
    for (const name of ['privacy.md', 'single-purpose.md', 'permissions.md', 'listing/nn.md'])
      expect(readFileSync(join(kit, name), 'utf8')).toBe(textOf(name));

    // The reviewer's own build, from nothing but the sources that were handed in and the packages of npm.
    const review = join(folder.path, 'review');
    const source = unzipSync(readFileSync(join(kit, `firefox-add-ons-${version}-source.zip`)));
    for (const [name, bytes] of Object.entries(source)) {
      mkdirSync(dirname(join(review, name)), { recursive: true });
      writeFileSync(join(review, name), bytes);
    }
    expect(readFileSync(join(review, 'README.md'), 'utf8')).toContain('installers/extension/build.ts');
    symlinkSync(join(top, 'node_modules'), join(review, 'node_modules'));
    const built = join(folder.path, 'reviewed');
    await promisify(execFile)(process.execPath, [
      join(review, 'installers/extension/build.ts'),
      ...[built, '--key', key],
    ]);
    const handedIn = readFileSync(join(kit, `firefox-add-ons-${version}.zip`));
    expect(readFileSync(join(built, `portvakt-${version}.xpi`)).equals(handedIn)).toBe(true);
  });

  it('is left alone by a build that does not make it', async () => {
    using folder = tempFolder();
    const key = { own: join(folder.path, 'key.pem') };
    const out = join(folder.path, 'out');
    await buildExtension({ top, folder: out, store: true, key });
    rmSync(join(out, 'store/privacy.md'));
    await buildExtension({ top, folder: out, store: false, key });
    expect(readdirSync(join(out, 'store'))).toContain('permissions.md');
  });
});
