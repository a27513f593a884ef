import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { languages } from '#locales/language.ts';
import { iconStates, type IconState } from '#protocol/tray-window.ts';
import { readPng } from '#test/kit/png.ts';
import { top } from '#test/kit/system-under-test.ts';

const icons = join(top, 'electron/assets/icons');
const panels = ['light', 'dark'] as const;
const sizes = [16, 22, 24, 32, 44, 48] as const;

/** How opaque each pixel is, 0–1. */
function shape(state: IconState, panel: (typeof panels)[number], size: number): readonly number[] {
  const { rgba, width, height } = readPng(readFileSync(join(icons, `${state}-on-${panel}-${size}.png`)));
  expect([width, height]).toEqual([size, size]);
  return Array.from({ length: width * height }, (_, pixel) => (rgba[pixel * 4 + 3] ?? 0) / 255);
}
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
/** Of all that is drawn in either, the share that is drawn in one only. */
function difference(one: readonly number[], other: readonly number[]): number {
  const apart = one.map((alpha, pixel) => Math.abs(alpha - (other[pixel] ?? 0)));
  const either = one.map((alpha, pixel) => Math.max(alpha, other[pixel] ?? 0));
  return sum(apart) / sum(either);
}
const pairs = iconStates.flatMap((one, index) =>
  iconStates.slice(index + 1).map((other): readonly [IconState, IconState] => [one, other]),
);

describe('the four icons', () => {
  it('are all there, in every size and for both panels', () => {
    const expected = iconStates.flatMap((state) =>
      panels.flatMap((panel) => sizes.map((size) => `${state}-on-${panel}-${size}.png`)),
    );
    const there = readdirSync(icons).filter((name) => !name.startsWith('app-'));
    expect(there.toSorted()).toEqual(expected.toSorted());
  });

  it.each(pairs)('%s and %s differ in shape, not only in colour', (one, other) => {
    for (const panel of panels)
      for (const size of [16, 22] as const)
        expect(difference(shape(one, panel, size), shape(other, panel, size))).toBeGreaterThan(0.35);
  });

  it.each(iconStates)('%s has the same shape on both panels, and reaches no edge half drawn', (state) => {
    expect(difference(shape(state, 'light', 22), shape(state, 'dark', 22))).toBeLessThan(0.02);
    expect(sum(shape(state, 'light', 22))).toBeGreaterThan(60);
  });

  it('the comparison sees no difference where there is none', () => {
    expect(difference(shape('fine', 'light', 22), shape('fine', 'light', 22))).toBe(0);
  });
});

it('the entry of the application menu speaks every language', () => {
  const entry = readFileSync(join(top, 'electron/assets/portvakt-tray.desktop'), 'utf8');
  for (const language of languages)
    for (const key of ['Name', 'Comment'])
      expect(entry).toMatch(new RegExp(`^${key}\\[${language}\\]=\\S`, 'm'));
  const comments = entry.match(/^Comment\[.+$/gm) ?? [];
  expect(new Set(comments.map((line) => line.split('=')[1])).size).toBe(languages.length);
});
