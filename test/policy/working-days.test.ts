import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, afterWorkingDays, zoneOf } from '#policy/calendar-day.ts';
import type { Calendar } from '#policy/organisation.ts';
import { nextMorning, workingDaysUntil } from '#policy/working-days.ts';

const zone = zoneOf('Europe/Oslo');
const rules: Calendar = {
  timeZone: 'Europe/Oslo',
  workingDays: [1, 2, 3, 4, 5],
  holidays: ['2026-04-02', '2026-04-03', '2026-04-06'],
  absence: 'pause',
};
const at = (day: string, hours: number): number => zone.at(day, hours * 3_600_000);

describe('working days that are left', () => {
  it.each([
    // A deadline is the first moment after its last day.
    ['on a Monday until the Wednesday is over', '2026-03-02', '2026-03-05', 2],
    ['on a Friday until the Monday is over', '2026-03-06', '2026-03-10', 1],
    ['over Easter', '2026-04-01', '2026-04-08', 1],
    ['today only', '2026-03-02', '2026-03-03', 0],
    ['when it is over', '2026-03-04', '2026-03-03', 0],
  ])('%s', (_, today, end, left) => {
    expect(workingDaysUntil(at(today, 15), zone.startOf(end), { zone, rules })).toBe(left);
  });

  it('are as many as the grace gave, on its first day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 60 }), (day, count) => {
        const start = at(addDays('2026-01-01', day), 13);
        const end = afterWorkingDays(start, count, { zone, rules }, []);
        expect(workingDaysUntil(start, end, { zone, rules })).toBe(count);
      }),
    );
  });
});

describe('the next morning', () => {
  it('is that of the next working day, at the organisation’s hours or at eight', () => {
    expect(nextMorning(at('2026-03-06', 16), { zone, rules })).toBe(at('2026-03-09', 8));
    expect(nextMorning(at('2026-04-01', 1), { zone, rules })).toBe(at('2026-04-07', 8));
    const early = { ...rules, hours: { from: '07:30', to: '15:30' } };
    expect(nextMorning(at('2026-03-02', 9), { zone, rules: early })).toBe(at('2026-03-03', 7.5));
  });

  it('is by the wall clock also on a day on which the clocks change', () => {
    const everyDay = { ...rules, workingDays: [1, 2, 3, 4, 5, 6, 7] };
    const morning = nextMorning(at('2026-03-28', 12), { zone, rules: everyDay });
    expect(new Date(morning).toISOString()).toBe('2026-03-29T06:00:00.000Z');
  });
});
