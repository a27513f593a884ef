import { describe, expect, it } from 'vitest';
import { brakeSentence, exceeded } from '#server/rollouts/brake.ts';
import { Members } from '#server/rollouts/members.ts';
import { ringOf, shareOf } from '#server/rollouts/rings.ts';
import { newId } from '#test/kit/wire-agent.ts';

describe('the ring of a device', () => {
  const ids = Array.from({ length: 20_000 }, newId);

  it('takes the share that it names, always the same devices, and a larger share takes them too', () => {
    for (const percent of [1, 5, 50]) {
      const rings = [{ percent }, { percent: 100 }];
      const first = ids.filter((id) => ringOf(rings, id, []) === 0);
      const expected = (ids.length * percent) / 100;
      // Six standard deviations of a fair draw.
      expect(Math.abs(first.length - expected)).toBeLessThan(6 * Math.sqrt(expected * (1 - percent / 100)));
      const wider = [{ percent: percent + 1 }, { percent: 100 }];
      for (const id of first) expect(ringOf(wider, id, [])).toBe(0);
    }
    expect(ids.every((id) => shareOf(id) >= 0 && shareOf(id) < 10_000)).toBe(true);
  });

  it('is the first that takes it, by one of its labels or its share, and the last where none does', () => {
    const [id = ''] = ids;
    const rings = [{ labels: ['ring:it', 'ring:test'] }, { labels: ['ring:pilot'] }, { labels: ['x'] }];
    expect(ringOf(rings, id, ['ring:test'])).toBe(0);
    expect(ringOf(rings, id, ['ring:pilot', 'ring:it'])).toBe(0);
    expect(ringOf(rings, id, ['ring:pilot'])).toBe(1);
    expect(ringOf(rings, id, ['other'])).toBe(2);
    expect(ringOf([{ labels: ['x'] }, { percent: 100 }, { labels: ['y'] }], id, ['y'])).toBe(1);
    expect(ringOf([], id, [])).toBe(0);
  });
});

describe('members', () => {
  const place = { id: 'a', labels: ['it'], state: 'active', release: 3 } as const;
  const rings = [{ labels: ['it'] }, { percent: 100 }];

  it('are counted by ring, active ones only', () => {
    const members = new Members(rings);
    members.note(place);
    members.note({ ...place, id: 'b', labels: [] });
    members.note({ ...place, id: 'c', state: 'awaiting-approval' });
    members.applied('b', 4);
    members.applied('unknown', 4);
    expect(members.counts(4)).toEqual([
      { devices: 1, applied: 0 },
      { devices: 1, applied: 1 },
    ]);
    members.note({ ...place, state: 'revoked' });
    expect(members.counts(3)[0]).toEqual({ devices: 0, applied: 0 });
  });

  it('are not set back by a row that was read before they applied more', () => {
    const members = new Members(rings);
    members.note(place);
    members.applied('a', 4);
    members.note(place);
    expect(members.holds('a', 4)).toBe(true);
    const fresh = new Members(rings);
    fresh.note(place);
    fresh.takeOver(members);
    expect(fresh.holds('a', 4)).toBe(true);
  });
});

describe('the brake', () => {
  const reports = (...hits: number[]) => hits.map((count) => ({ hits: count, faults: 0, requests: 0 }));
  const limits = { hitsPerDevice: 2, atLeastDevices: 5 };

  it('names the first limit that is exceeded, per device', () => {
    const measured = exceeded({ applied: 10, reports: reports(7, 7, 7) }, { ...limits, faultsPerDevice: 0 });
    expect(measured).toEqual({ what: 'hits', perDevice: 2.1, limit: 2, devices: 10 });
    expect(measured && brakeSentence(measured)).toBe(
      '2.1 hits per device on 10 devices, more than the limit of 2',
    );
    const asked = [{ hits: 0, faults: 0, requests: 6 }];
    const all = Array.from({ length: 2 }, () => asked).flat();
    expect(exceeded({ applied: 10, reports: all }, { requestsPerDevice: 1 })).toBeUndefined();
    const more = Array.from({ length: 3 }, () => asked).flat();
    expect(exceeded({ applied: 10, reports: more }, { requestsPerDevice: 1 })?.what).toBe('requests');
  });

  it('lets pass what is at its limit, what has none, and what too few devices say', () => {
    expect(exceeded({ applied: 10, reports: reports(10, 10) }, limits)).toBeUndefined();
    expect(exceeded({ applied: 10, reports: reports(10, 10, 10) }, { faultsPerDevice: 1 })).toBeUndefined();
    expect(exceeded({ applied: 4, reports: reports(9, 9, 9) }, limits)).toBeUndefined();
    expect(exceeded({ applied: 0, reports: [] }, { hitsPerDevice: 0, atLeastDevices: 1 })).toBeUndefined();
  });

  it('is not pulled by one PC alone, whatever it reports, unless one is said to be enough', () => {
    for (const applied of [5, 6, 100])
      expect(exceeded({ applied, reports: reports(1_000_000) }, limits)).toBeUndefined();
    expect(exceeded({ applied: 5, reports: reports(1_000_000, 1) }, limits)?.perDevice).toBe(2.2);
    const one = { hitsPerDevice: 2, atLeastDevices: 1 };
    expect(exceeded({ applied: 1, reports: reports(3) }, one)?.perDevice).toBe(3);
    expect(exceeded({ applied: 5, reports: reports(1) }, { hitsPerDevice: 0 })?.perDevice).toBe(0.2);
  });
});
