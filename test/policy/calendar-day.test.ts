import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  afterWorkingDays,
  civilFromDays,
  daysFromCivil,
  isRealDay,
  isTimeZone,
  zoneOf,
} from '#policy/calendar-day.ts';
import { organisation } from '#test/kit/policy-builder.ts';

describe('days', () => {
  it('count as the platform counts them', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: 100_000 }), (days) => {
        const text = new Date(days * 86_400_000).toISOString().slice(0, 10);
        fc.pre(/^\d{4}-/.test(text));
        expect(civilFromDays(days)).toBe(text);
        expect(daysFromCivil(text)).toBe(days);
      }),
    );
  });

  it('tell dates that do not exist', () => {
    expect(isRealDay('2026-02-29')).toBe(false);
    expect(isRealDay('2028-02-29')).toBe(true);
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  });

  it.each([
    'Europe/Oslo',
    'Europe/Brussels',
    'America/St_Johns',
    'Asia/Kathmandu',
    'America/Sao_Paulo',
    'Pacific/Apia',
  ])('begin where the zone %s says, every day of five years', (name) => {
    const zone = zoneOf(name);
    for (let day = daysFromCivil('2016-01-01'); day < daysFromCivil('2021-01-01'); day += 1) {
      const text = civilFromDays(day);
      const start = zone.startOf(text);
      expect(zone.dayOf(start)).toBe(text);
      expect(zone.dayOf(start - 1)).toBe(civilFromDays(day - 1));
    }
  });

  it('know time zones by their IANA name', () => {
    expect(isTimeZone('Europe/Oslo')).toBe(true);
    expect(isTimeZone('Europe/Atlantis')).toBe(false);
  });
});

describe('working days', () => {
  const zone = zoneOf('Europe/Oslo');
  const rules = { ...organisation().calendar, holidays: ['2026-04-02', '2026-04-03', '2026-04-06'] };

  it('skip weekends and holidays (Easter 2026)', () => {
    const start = zone.startOf('2026-04-01') + 3_600_000;
    expect(zone.dayOf(afterWorkingDays(start, 2, { zone, rules }, []) - 1)).toBe('2026-04-08');
  });

  it('do not skip absence where the calendar counts it', () => {
    const start = zone.startOf('2026-03-02');
    const counting = { ...rules, absence: 'count' as const };
    expect(zone.dayOf(afterWorkingDays(start, 1, { zone, rules: counting }, ['2026-03-03']) - 1)).toBe(
      '2026-03-03',
    );
    expect(zone.dayOf(afterWorkingDays(start, 1, { zone, rules }, ['2026-03-03']) - 1)).toBe('2026-03-04');
  });
});
