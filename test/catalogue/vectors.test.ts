import { readdirSync, readFileSync } from 'node:fs';
import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import type { App } from '#catalogue/app.ts';
import type { Identifier } from '#catalogue/identifier.ts';
import { loadCatalogue } from '#catalogue/load.ts';
import { answerOf, VectorFile, type Vector } from '#catalogue/vector.ts';
import { weigh } from '#catalogue/weight.ts';
import { platformOf } from './platform-of.ts';

const folder = new URL('./vectors/', import.meta.url);
const form = Compile(VectorFile);
const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
const files = names.map((name) => {
  const content: unknown = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
  if (!form.Check(content)) throw new Error(`${name} is not a vector file`);
  return { name, content };
});
const catalogue = loadCatalogue();

const canDecide = (identifier: Identifier): boolean => {
  const { group, alone, trust } = weigh(identifier);
  return group === 'identifying' && alone && trust > 0;
};

const platformsOf = (app: App): ReadonlySet<Vector['platform']> =>
  new Set(app.identifiers.filter(canDecide).map(platformOf));

const isPositive = (vector: Vector, app: string): boolean => vector.expect.some((match) => match.app === app);

describe.each(files)('vectors of $content.app', ({ name, content }) => {
  it('lie in the file of that app', () => {
    expect(name).toBe(`${content.app}.json`);
    expect(catalogue.ids).toContain(content.app);
  });

  it.each(content.vectors)('$platform: $name', (vector) => {
    expect(answerOf(catalogue, vector)).toEqual(vector.expect);
  });
});

describe('vector files', () => {
  it('show every app on every platform on which it can be identified', () => {
    const missing = catalogue.apps.flatMap((app) => {
      const vectors = files.find(({ content }) => content.app === app.id)?.content.vectors ?? [];
      const shown = new Set(
        vectors.filter((vector) => isPositive(vector, app.id)).map(({ platform }) => platform),
      );
      return [...platformsOf(app)]
        .filter((platform) => !shown.has(platform))
        .map((platform) => `${app.id} on ${platform}`);
    });
    expect(missing).toEqual([]);
  });

  it('show every app at least once', () => {
    const shown = files.filter(({ content }) =>
      content.vectors.some((vector) => isPositive(vector, content.app)),
    );
    expect(shown.map(({ content }) => content.app).toSorted()).toEqual(catalogue.ids);
  });
});
