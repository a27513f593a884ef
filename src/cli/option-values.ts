import { InvalidArgumentError } from 'commander';

/** A whole number from `least` to `most`; anything else is a usage fault. */
export const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most))
      throw new InvalidArgumentError(`Write a whole number from ${least} to ${most}.`);
    return value;
  };

/** For options that may be given several times. */
export const several = (text: string, before: readonly string[] | undefined): readonly string[] => [
  ...(before ?? []),
  ...text.split(',').filter((part) => part !== ''),
];

const slug = /^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$/;
const hexId = /^[0-9a-f]{32}$/;

/** The id of a ban, unit or app. */
export const slugValue = (text: string): string => {
  if (!slug.test(text)) throw new InvalidArgumentError('An id has lower-case letters, digits and hyphens.');
  return text;
};

/** The id of a device, token, exemption or operator. */
export const idValue = (text: string): string => {
  if (!hexId.test(text)) throw new InvalidArgumentError('An id has 32 characters of 0-9 and a-f.');
  return text;
};

const writtenTime =
  /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3}))?)?(Z|[+-]\d\d:\d\d)?)?$/;

/**
 * The end of a period: a moment as ISO 8601 writes it, or a day, which is included to its end. Without a zone it is in the
 * time zone of this machine. A day or hour that the calendar does not have is a usage fault.
 */
export const untilValue = (text: string): number => {
  const found = writtenTime.exec(text);
  if (found === null)
    throw new InvalidArgumentError('Write a day like 2026-12-24, or a time like 2026-12-24T12:00.');
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  // Out of range, these are carried on into the next: what comes out is then not what was written.
  const utc = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const same =
    utc.getUTCMonth() === month - 1 &&
    utc.getUTCDate() === day &&
    utc.getUTCHours() === hour &&
    utc.getUTCMinutes() === minute;
  if (!same || second > 59) throw new InvalidArgumentError(`There is no ${text} in the calendar.`);
  if (found[4] === undefined) return new Date(year, month - 1, day + 1).getTime();
  const value = Date.parse(text);
  if (Number.isNaN(value)) throw new InvalidArgumentError(`There is no ${text} in the calendar.`);
  return value;
};

/** A day of the calendar, as it is written. */
export const dayValue = (text: string): string => {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) throw new InvalidArgumentError('Write a day like 2026-12-24.');
  untilValue(text);
  return text;
};
