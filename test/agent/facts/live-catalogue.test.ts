import { describe, expect, it } from 'vitest';
import { createAppMatcher } from '#agent/facts/app-matcher.ts';
import { createLiveCatalogue } from '#agent/facts/live-catalogue.ts';
import { createWebCatalogue } from '#agent/web/web-catalogue.ts';
import { loadCatalogue } from '#catalogue/load.ts';
import { chatter } from '#test/kit/pack-house.ts';

const web = {
  domains: [{ value: 'chatter.example', confidence: 'primary', source: ['D'] }],
} as const;
const withPages = { ...chatter, web };
const package_ = [{ kind: 'deb-package', value: 'chatter' }] as const;
const telegram = [{ kind: 'deb-package', value: 'telegram-desktop' }] as const;

describe('the catalogue with what packs bring', () => {
  it('knows an app as soon as the release brings it, and no longer than that', () => {
    const catalogue = createLiveCatalogue(loadCatalogue());
    const matcher = createAppMatcher(catalogue);
    const pages = createWebCatalogue(catalogue);
    expect(matcher(package_)).toEqual([]);
    expect(catalogue.take([withPages])).toBe(true);
    expect(matcher(package_)).toMatchObject([{ app: 'chatter', strength: 'certain' }]);
    expect(pages.thingsOf({ apps: ['chatter'] })).toMatchObject([
      { pages: { domains: ['chatter.example'] } },
    ]);
    // The same release again lays nothing out anew.
    expect(catalogue.take([withPages])).toBe(false);
    expect(catalogue.take([])).toBe(true);
    expect(matcher(package_)).toEqual([]);
    expect(pages.thingsOf({ apps: ['chatter'] })).toEqual([]);
  });

  it('leaves out an entry that is not fit, and keeps what it had', () => {
    const catalogue = createLiveCatalogue(loadCatalogue());
    const matcher = createAppMatcher(catalogue);
    const before = matcher(telegram);
    const impostor = { ...chatter, id: 'telegram' };
    const heavy = {
      ...chatter,
      id: 'heavy',
      identifiers: [{ ...chatter.identifiers[0], match: 'regex', value: '(a+)+$' }],
    };
    const orphan = { ...chatter, id: 'orphan', forkOf: 'nobody' };
    const reserved = { ...chatter, id: 'portvakt-agent' };
    catalogue.take([impostor, heavy, orphan, reserved, 'no entry', null, withPages]);
    expect(matcher(telegram)).toEqual(before);
    expect(catalogue.ids.filter((id) => !catalogue.isBuiltIn(id))).toEqual(['chatter']);
  });
});
