import type { Ban } from '#policy/ban.ts';
import { matcherFaults } from './matcher.ts';
import { isDay } from './typed.ts';

/** What is wrong with a field that a person filled in. */
export type FieldFault =
  | 'missing'
  | 'wrong-url'
  | 'wrong-labels'
  | 'wrong-order'
  | 'wrong-number'
  | 'wrong-month'
  | 'wrong-host'
  | 'wrong-fingerprint'
  // These the server alone finds.
  | 'no-day'
  | 'no-grace'
  | 'no-pause'
  | 'no-unit'
  | 'no-app'
  | 'no-thing'
  | 'id-twice';
/** By the field's place in the ban, `/basis/reference`. */
export type FieldFaults = Readonly<Record<string, FieldFault>>;

const label = /^[a-z0-9][a-z0-9-]{0,31}(:[a-z0-9-]{1,32})?$/;
const isWhole = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;

/** Faults that the server would refuse the whole ban for; they are shown at once, and the ban is not sent meanwhile. */
export function banFaults(ban: Ban): FieldFaults {
  const faults: Record<string, FieldFault> = {};
  const want = (field: string, good: boolean, fault: FieldFault = 'missing'): void => {
    if (!good && faults[field] === undefined) faults[field] = fault;
  };
  const { audience = {}, grace, basis, exemptions, notice } = ban;
  if (ban.matcher !== undefined)
    for (const [place, fault] of matcherFaults(ban.matcher)) want(`/matcher${place}`, false, fault);
  want('/from', isDay(ban.from));
  want('/review', isDay(ban.review));
  want('/review', ban.review > ban.from, 'wrong-order');
  for (const name of ['labels', 'withoutLabels'] as const)
    want(
      `/audience/${name}`,
      (audience[name] ?? []).every((one) => label.test(one)),
      'wrong-labels',
    );
  if (grace !== undefined) {
    want('/grace/workingDays', isWhole(grace.workingDays, 1, 60), 'wrong-number');
    want('/grace/until', isDay(grace.until));
    want('/grace/until', grace.until >= ban.from, 'wrong-order');
  }
  if (exemptions.allowed && exemptions.longestDays !== undefined)
    want('/exemptions/longestDays', isWhole(exemptions.longestDays, 1, 366), 'wrong-number');
  want('/basis/date', isDay(basis.date));
  if (basis.kind === 'unwritten') {
    want('/basis/statedBy', basis.statedBy.trim() !== '');
    want('/basis/toBeWrittenBy', isDay(basis.toBeWrittenBy));
    want('/basis/toBeWrittenBy', daysBetween(basis.date, basis.toBeWrittenBy) <= 30, 'wrong-month');
  } else {
    want('/basis/decidedBy', basis.decidedBy.trim() !== '');
    want('/basis/reference', basis.reference.trim() !== '');
  }
  want(
    '/notice/why',
    Object.values(notice.why).some((text) => text !== undefined && text.trim() !== ''),
  );
  (notice.furtherReading ?? []).forEach(({ title, url }, index) => {
    want(`/notice/furtherReading/${index}/url`, /^https:\/\/[^\s]{3,400}$/.test(url), 'wrong-url');
    want(
      `/notice/furtherReading/${index}/title`,
      Object.values(title).some((text) => text !== undefined && text.trim() !== ''),
    );
  });
  return faults;
}

const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;

/** A ban without the empty texts that fields leave behind, so that it is as a person would write it. */
export function tidyBan(ban: Ban): Ban {
  const { instead, furtherReading = [], why } = ban.notice;
  const texts = <T extends Readonly<Record<string, string | undefined>>>(given: T): T =>
    // What remains are the entries of the same object.
    Object.fromEntries(
      Object.entries(given).filter(([, text]) => text !== undefined && text.trim() !== ''),
    ) as T;
  const kept = instead === undefined ? {} : texts(instead);
  const { matcher } = ban;
  return {
    ...ban,
    ...(matcher === undefined
      ? {}
      : {
          matcher: {
            name: matcher.name.trim(),
            all: matcher.all.map(({ kind, value }) => ({ kind, value: value.trim() })),
          },
        }),
    notice: {
      why: texts(why),
      ...(Object.keys(kept).length === 0 ? {} : { instead: kept }),
      ...(furtherReading.length === 0
        ? {}
        : { furtherReading: furtherReading.map(({ title, url }) => ({ title: texts(title), url })) }),
    },
  };
}
