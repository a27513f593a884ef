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

/** A moment as ISO 8601 writes it; without a zone it is in the time zone of this machine. */
export const instantValue = (text: string): number => {
  const value = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (Number.isNaN(value)) throw new InvalidArgumentError('Write a time like 2026-12-24T12:00.');
  return value;
};
