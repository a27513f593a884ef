import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firefoxValues } from '#platform/browser-policy/firefox-policy.ts';
import { addToJson, jsonHolds, type Added } from '#platform/browser-policy/json-additions.ts';
import { takeFromJson } from '#platform/browser-policy/json-removal.ts';
import { desiredState, firefoxId } from './desired-state.ts';

const wanted = firefoxValues(desiredState({ block: { except: ['developers.tiktok.com'] } }));

function added(text: string): { readonly text: string; readonly added: Added } {
  const result = addToJson(text, wanted);
  if (!result.ok) throw new Error(result.fault);
  return result.value;
}

/** A company's file, of any shape that Firefox takes. */
const value = fc.jsonValue({ maxDepth: 3 });
const filter = fc.record(
  {
    Block: fc.array(fc.constantFrom('*://*.x.example/*', '*://*.tiktok.com/*')),
    Exceptions: fc.array(fc.string()),
  },
  { requiredKeys: [] },
);
const policies = fc.record(
  {
    WebsiteFilter: filter,
    ExtensionSettings: fc.dictionary(fc.constantFrom('*', firefoxId, 'other@x'), value),
    Preferences: fc.dictionary(fc.constantFrom('a.b', 'xpinstall.signatures.required'), value),
    Homepage: value,
    __proto__: fc.constant(null),
  },
  { requiredKeys: [] },
);
const file = fc.record({ policies, other: value }, { requiredKeys: [] });
const spacing = fc.constantFrom<string | number | undefined>(undefined, 2, 4, '\t');
const written = fc.tuple(file, spacing, fc.boolean(), fc.boolean()).map(([content, space, newline, crlf]) => {
  const text = JSON.stringify(content, undefined, space) + (newline ? '\n' : '');
  return crlf ? text.replaceAll('\n', '\r\n') : text;
});

describe('additions to somebody else’s JSON', () => {
  it('say what is wanted, keep the rest, and leave no byte behind', () => {
    fc.assert(
      fc.property(written, (text) => {
        const result = added(text);
        expect(jsonHolds(result.text, wanted)).toBe(true);
        expect(takeFromJson(result.text, result.added)).toBe(text);
        // Adding twice adds nothing.
        expect(added(result.text).text).toBe(result.text);
      }),
      { numRuns: 500 },
    );
  });

  it('leave every foreign byte in its order', () => {
    fc.assert(
      fc.property(written, (text) => {
        const result = added(text);
        if (result.added.replaced.length > 0) return;
        let at = -1;
        // The foreign text is the result with stretches taken out: each of its characters comes in order.
        for (const character of text) at = result.text.indexOf(character, at + 1);
        expect(at).toBeGreaterThanOrEqual(0);
        expect(result.text.length).toBe(
          text.length + result.added.additions.reduce((sum, { text: stretch }) => sum + stretch.length, 0),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('follow the spacing that is there', () => {
    const text = '{\r\n\t"policies": {\r\n\t\t"DisableTelemetry": true\r\n\t}\r\n}';
    expect(added(text).text).toBe(
      text.replace(
        'true',
        `true,\r\n\t\t${JSON.stringify(wanted.policies).slice(1, -1).replace(',"ExtensionSettings"', ',\r\n\t\t"ExtensionSettings"').replace(',"Preferences"', ',\r\n\t\t"Preferences"')}`,
      ),
    );
  });

  it.each([
    ['broken', '{"policies": {'],
    ['with comments', '{"policies": {} /* ours */}'],
    ['a list', '[]'],
    ['empty', ''],
    ['policies of another kind', '{"policies": []}'],
    ['a filter of another kind', '{"policies": {"WebsiteFilter": true}}'],
    ['a list of another kind', '{"policies": {"WebsiteFilter": {"Block": "x"}}}'],
  ])('refuse a file that is %s', (_what, text) => {
    expect(addToJson(text, wanted)).toMatchObject({ ok: false, fault: expect.any(String) });
  });

  it('count for the last of two equal keys, as JSON readers do', () => {
    const text = '{"policies": {"A": 1}, "policies": {"B": 2}}';
    const result = added(text);
    expect(JSON.parse(result.text)).toMatchObject({ policies: { B: 2, ...wanted.policies } });
    expect(takeFromJson(result.text, result.added)).toBe(text);
  });
});

describe('taking them out of a file that was edited since', () => {
  const original = '{\n  "policies": {\n    "Homepage": {"URL": "https://x.example"}\n  }\n}\n';

  it('keeps what others added beside ours', () => {
    const ours = added(original);
    const edited = ours.text.replace('"Homepage"', '"DisableTelemetry": true,\n    "Homepage"');
    expect(takeFromJson(edited, ours.added)).toBe(
      original.replace('"Homepage"', '"DisableTelemetry": true,\n    "Homepage"'),
    );
  });

  it('keeps what others added within ours', () => {
    const ours = added(original);
    const edited = ours.text.replace('"Block":[', '"Block":["*://*.company.example/*",');
    const rest = JSON.parse(takeFromJson(edited, ours.added)) as unknown;
    expect(rest).toEqual({
      policies: {
        Homepage: { URL: 'https://x.example' },
        WebsiteFilter: { Block: ['*://*.company.example/*'] },
      },
    });
  });

  it('keeps one of two equal entries: the other was theirs', () => {
    const ours = added('{"policies":{"WebsiteFilter":{"Block":["*://*.x.example/*"]}}}');
    const edited = ours.text.replace('["*://*.x.example/*"', '["*://*.tiktok.com/*","*://*.x.example/*"');
    expect(JSON.parse(takeFromJson(edited, ours.added))).toEqual({
      policies: { WebsiteFilter: { Block: ['*://*.tiktok.com/*', '*://*.x.example/*'] } },
    });
  });

  it('gives a replaced value back, unless somebody set another since', () => {
    const text = '{"policies":{"Preferences":{"xpinstall.signatures.required":{"Value": true}}}}';
    const ours = added(text);
    expect(takeFromJson(ours.text, ours.added)).toBe(text);
    const edited = ours.text.replace('"Status":"locked"', '"Status":"default"');
    expect(takeFromJson(edited, ours.added)).toContain('"Status":"default"');
  });

  it('finds everything by name in a file that a tool wrote anew', () => {
    const ours = added(original);
    const rewritten = JSON.stringify(JSON.parse(ours.text), undefined, 4);
    expect(JSON.parse(takeFromJson(rewritten, ours.added))).toEqual(JSON.parse(original));
  });

  it('finds everything of a long list by name, among theirs', () => {
    const ours = firefoxValues(
      desiredState({ block: { domains: Array.from({ length: 20_000 }, (_, n) => `d${n}.example`) } }),
    );
    const theirs = ['*://a.example/*', '*://*.d7.example/*', '*://z.example/*'];
    const result = addToJson(JSON.stringify({ policies: { WebsiteFilter: { Block: theirs } } }), ours);
    if (!result.ok) throw new Error(result.fault);
    const edited = JSON.parse(result.value.text) as { policies: { WebsiteFilter: { Block: string[] } } };
    edited.policies.WebsiteFilter.Block.splice(9000, 0, '*://middle.example/*');
    edited.policies.WebsiteFilter.Block.push('*://last.example/*');
    const began = performance.now();
    const rest = takeFromJson(JSON.stringify(edited), result.value.added);
    expect(JSON.parse(rest)).toEqual({
      policies: { WebsiteFilter: { Block: [...theirs, '*://middle.example/*', '*://last.example/*'] } },
    });
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('leaves broken JSON alone', () => {
    expect(takeFromJson('{"policies"', added(original).added)).toBe('{"policies"');
  });
});
