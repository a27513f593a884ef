import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chromiumUpdates, fileAddress, firefoxUpdates } from '#protocol/extension-updates.ts';

const update = { id: 'a'.repeat(32), version: '1.2.3', address: 'file:///srv/portvakt-1.2.3.crx' };

/** The attributes of an element, unescaped as XML 1.0 says. */
function attributesOf(xml: string, element: string): Readonly<Record<string, string>> {
  const [, inside = ''] = new RegExp(`<${element}((?: [a-z0-9_]+="[^"<]*")*)/?>`).exec(xml) ?? [];
  const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return Object.fromEntries(
    [...inside.matchAll(/ ([a-z0-9_]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [
      name,
      value.replaceAll(/&(?:#(\d+)|(\w+));/g, (_, code: string | undefined, entity: string) =>
        code === undefined ? (entities[entity] ?? '?') : String.fromCodePoint(Number(code)),
      ),
    ]),
  );
}

describe('update manifests', () => {
  it('are what Chromium reads', () => {
    expect(chromiumUpdates({ ...update, sha256: 'ab' })).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<gupdate xmlns="http://www.google.com/update2/response" protocol="2.0">
  <app appid="${update.id}">
    <updatecheck codebase="${update.address}" version="1.2.3" hash_sha256="ab"/>
  </app>
</gupdate>
`);
    expect(chromiumUpdates(update)).not.toContain('hash');
  });

  it('are what Firefox reads', () => {
    const entry = { version: '1.2.3', update_link: update.address, update_hash: 'sha256:ab' };
    expect(JSON.parse(firefoxUpdates({ ...update, sha256: 'ab' }))).toEqual({
      addons: { [update.id]: { updates: [entry] } },
    });
    expect(firefoxUpdates(update)).not.toContain('hash');
  });

  it('hold whatever an address holds, and nothing becomes markup', () => {
    const text = fc.string({
      unit: fc.constantFrom('<', '>', '&', '"', "'", 'a', 'æ', '𝕏', '\n', '\t', ']]>'),
    });
    fc.assert(
      fc.property(text, text, (address, id) => {
        const xml = chromiumUpdates({ ...update, id, address });
        expect(attributesOf(xml, 'updatecheck')['codebase']).toBe(address);
        expect(attributesOf(xml, 'app')['appid']).toBe(id);
        expect(xml.match(/</g)).toHaveLength(6);
      }),
    );
  });

  it('leave out what XML cannot hold', () => {
    const xml = chromiumUpdates({ ...update, address: 'a\0b\u0008c\ud800d\uffffe' });
    expect(attributesOf(xml, 'updatecheck')['codebase']).toBe('abcde');
  });
});

describe('file addresses', () => {
  it('lead to the very path, whatever its folders are called', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((one) => one.isWellFormed() && !/[/\0]/.test(one) && one !== '.' && one !== '..');
    fc.assert(
      fc.property(fc.array(name, { minLength: 1 }), (names) => {
        const path = `/${names.join('/')}`;
        const url = new URL(fileAddress(path));
        expect(url.protocol).toBe('file:');
        expect(url.search + url.hash + url.host).toBe('');
        expect(decodeURIComponent(url.pathname)).toBe(path);
      }),
    );
    expect(fileAddress('/usr/lib/portvakt')).toBe(pathToFileURL('/usr/lib/portvakt').href);
  });
});
