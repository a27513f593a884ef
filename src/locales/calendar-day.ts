import type { When } from './parameter.ts';

const dayPattern = /^(\d{4})-(\d{2})-(\d{2})$/u;
const msPerDay = 86_400_000;

/** Days from 1970-01-01 in the Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date algorithms"). */
const daysSinceEpoch = (year: number, month: number, day: number): number => {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
};

/**
 * The instant that shows as the wanted day. A calendar day becomes its noon in UTC, which is the same day in every zone
 * from UTC−12 to UTC+11. Throws on any other text: days are checked where they enter.
 */
export const instantOf = (when: When): number => {
  if (typeof when === 'number') return when;
  const [, year, month, day] = dayPattern.exec(when) ?? [];
  if (year === undefined || month === undefined || day === undefined) {
    throw new RangeError(`not a calendar day: ${when}`);
  }
  return (daysSinceEpoch(Number(year), Number(month), Number(day)) + 0.5) * msPerDay;
};
