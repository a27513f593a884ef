import { describe, expect, it } from 'vitest';
import { parseBusBoolean, parseSetting } from '#platform/attention/linux-words.ts';
import { attentionOf, createAttention } from '#platform/attention/linux.ts';

describe('what busctl prints', () => {
  it.each([
    ['{"type":"b","data":true}\n', true],
    ['{"type":"b","data":false}', false],
    ['{"type":"b","data":[true]}', true],
    ['{"type":"b","data":[true,false]}', undefined],
    ['{"type":"s","data":"true"}', undefined],
    ['{"type":"b","data":"true"}', undefined],
    ['b true', undefined],
    ['null', undefined],
    ['', undefined],
  ])('%j is %s', (output, value) => {
    expect(parseBusBoolean(output)).toBe(value);
  });
});

it.each([
  ['true\n', true],
  ['false\n', false],
  ['No such schema', undefined],
  ['', undefined],
] as const)('gsettings prints %j: %s', (output, value) => {
  expect(parseSetting(output)).toBe(value);
});

describe('attention', () => {
  const said = (
    isInhibited: boolean | undefined,
    hasBanners: boolean | undefined,
    isPresenting: boolean | undefined,
  ): unknown => attentionOf({ isInhibited, hasBanners, isPresenting });
  const off = (by: string): unknown => ({ state: 'do-not-disturb', by });

  it('goes by what the desktop itself answers, then by GNOME’s switch, then by what keeps it awake', () => {
    expect(said(true, true, false)).toEqual(off('notifications-inhibited'));
    expect(said(undefined, false, false)).toEqual(off('banners-off'));
    expect(said(false, false, undefined)).toEqual({ state: 'free' });
    expect(said(false, undefined, true)).toEqual(off('presentation'));
    expect(said(undefined, true, true)).toEqual(off('presentation'));
    expect(said(undefined, true, false)).toEqual({ state: 'free' });
    expect(said(undefined, undefined, undefined)).toEqual({ state: 'unknown' });
  });

  it('is unknown without a session, and nothing is started for it', async () => {
    expect(await createAttention().read()).toEqual({ state: 'unknown' });
  });
});
