import type { Calendar } from './organisation.ts';

const dayMs = 86_400_000;
const mostStarts = 256;

/** Days and instants in one time zone, by the zone rules of `Intl`. */
export type Zone = {
  /** The calendar day on which an instant falls. */
  readonly dayOf: (instant: number) => string;
  /** The first instant of a day. */
  readonly startOf: (day: string) => number;
  /** The instant at which the wall clocks of a day show `time`, in milliseconds since midnight; where they skip it, the moment of the jump. */
  readonly at: (day: string, time: number) => number;
};

/** Throws RangeError on an unknown IANA name; `isTimeZone` tells beforehand. */
export function zoneOf(timeZone: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const local = (instant: number): { day: string; offset: number } => {
    const part = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value] as const));
    const number = (name: Intl.DateTimeFormatPartTypes): number => Number(part.get(name) ?? '0');
    const day = `${part.get('year')?.padStart(4, '0')}-${part.get('month')}-${part.get('day')}`;
    const clock = (number('hour') * 60 + number('minute')) * 60_000 + number('second') * 1_000;
    const whole = Math.floor(instant / 1_000) * 1_000;
    return { day, offset: daysFromCivil(day) * dayMs + clock - whole };
  };
  const at = (day: string, time: number): number => {
    const utc = daysFromCivil(day) * dayMs + time;
    const guess = utc - local(utc).offset;
    const better = utc - local(guess).offset;
    // A time that does not exist (clocks go forward over it) counts as the first instant after it that does.
    return better + local(better).offset === utc ? better : Math.max(guess, better);
  };
  // A policy names few days, and every start of a program asks for them: `Intl` would take longer than all else.
  const starts = new Map<string, number>();
  const startOf = (day: string): number => {
    const known = starts.get(day);
    if (known !== undefined) return known;
    if (starts.size >= mostStarts) starts.clear();
    const start = at(day, 0);
    starts.set(day, start);
    return start;
  };
  return { dayOf: (instant) => local(instant).day, startOf, at };
}

export function isTimeZone(name: string): boolean {
  try {
    return zoneOf(name).dayOf(0).length === 10;
  } catch {
    return false;
  }
}

/** Days since 1970-01-01 of a proleptic Gregorian date (H. Hinnant, "chrono-compatible low-level date algorithms"). */
export function daysFromCivil(day: string): number {
  const month = Number(day.slice(5, 7));
  const year = Number(day.slice(0, 4)) - (month <= 2 ? 1 : 0);
  const era = Math.floor(year / 400);
  const yearOfEra = year - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + Number(day.slice(8, 10)) - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** The inverse of `daysFromCivil`. */
export function civilFromDays(days: number): string {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const date = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth + (shiftedMonth < 10 ? 3 : -9);
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(date)}`;
}

/** Whether the date exists (`2026-02-30` does not). */
export function isRealDay(day: string): boolean {
  return civilFromDays(daysFromCivil(day)) === day;
}

export const addDays = (day: string, count: number): string => civilFromDays(daysFromCivil(day) + count);

export function isWorkingDay(
  day: string,
  workingDays: readonly number[],
  skipped: ReadonlySet<string>,
): boolean {
  const weekday = ((((daysFromCivil(day) + 3) % 7) + 7) % 7) + 1;
  return workingDays.includes(weekday) && !skipped.has(day);
}

/**
 * The instant at which `count` working days after `start` are over: the end of the last of them. The day on which it
 * starts is not counted. Holidays and, with absence `pause`, `absentDays` do not count.
 */
export function afterWorkingDays(
  start: number,
  count: number,
  calendar: { readonly zone: Zone; readonly rules: Calendar },
  absentDays: readonly string[],
): number {
  const { zone, rules } = calendar;
  const skipped = new Set(rules.absence === 'pause' ? [...rules.holidays, ...absentDays] : rules.holidays);
  let day = zone.dayOf(start);
  let left = count;
  // Bounded: even a calendar of one working day a week with every holiday listed ends within these days.
  for (let tried = 0; left > 0 && tried < 4_000; tried += 1) {
    day = addDays(day, 1);
    if (isWorkingDay(day, rules.workingDays, skipped)) left -= 1;
  }
  return zone.startOf(addDays(day, 1));
}
