import type { Ban } from '#policy/ban.ts';
import type { ResponseOf } from '#protocol/console-server.ts';

/** What is wrong with a field that a person filled in. */
export type FieldFault =
  'missing' | 'wrong-url' | 'wrong-labels' | 'wrong-order' | 'wrong-number' | 'wrong-month';
/** By the field's place in the ban, `/basis/reference`. */
export type FieldFaults = Readonly<Record<string, FieldFault>>;

const label = /^[a-z0-9][a-z0-9-]{0,31}(:[a-z0-9-]{1,32})?$/;
const isDay = (day: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(day) && !Number.isNaN(Date.parse(day));
const isWhole = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;

/** Faults that the server would refuse the whole ban for; they are shown at once, and the ban is not sent meanwhile. */
export function banFaults(ban: Ban): FieldFaults {
  const faults: Record<string, FieldFault> = {};
  const want = (field: string, good: boolean, fault: FieldFault = 'missing'): void => {
    if (!good && faults[field] === undefined) faults[field] = fault;
  };
  const { audience = {}, grace, basis, exemptions, notice } = ban;
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

type Draft = Pick<ResponseOf<'getDraft'>, 'faults' | 'files' | 'content'>;
export type ServerFault = { readonly field: string; readonly message: string; readonly advice: string };

/** Faults that the server found in one ban of a draft, by the field's place in the ban. */
export function serverFaultsOf(draft: Draft, unit: string, ban: string): readonly ServerFault[] {
  const policies = draft.content?.policies.filter((one) => one.unit === unit) ?? [];
  return policies.flatMap(({ bans }) => {
    const index = bans.findIndex(({ id }) => id === ban);
    if (index < 0) return [];
    const prefix = `/bans/${index}`;
    const files = new Set(draft.files.filter(({ text }) => isFileOf(text, unit)).map(({ name }) => name));
    return draft.faults
      .map((fault) => ({ ...fault, field: pointerOf(fault.field) }))
      .filter(({ file, field }) => files.has(file) && (field === prefix || field.startsWith(`${prefix}/`)))
      .map(({ field, message, advice }) => ({ field: field.slice(prefix.length), message, advice }));
  });
}

/** `bans[0].pausable`, as faults name a place, as `/bans/0/pausable`. */
const pointerOf = (field: string): string =>
  field.startsWith('/') ? field : `/${field.replaceAll(/\[(\d+)\]/g, '/$1').replaceAll('.', '/')}`;

/** Which file is the unit's: it says so at its top. */
const isFileOf = (text: string, unit: string): boolean =>
  new RegExp(`^unit:\\s*["']?${unit}["']?\\s*(?:#.*)?$`, 'm').test(text);

/** A ban without the empty texts that fields leave behind, so that it is as a person would write it. */
export function tidyBan(ban: Ban): Ban {
  const { instead, furtherReading = [], why } = ban.notice;
  const texts = <T extends Readonly<Record<string, string | undefined>>>(given: T): T =>
    // What remains are the entries of the same object.
    Object.fromEntries(
      Object.entries(given).filter(([, text]) => text !== undefined && text.trim() !== ''),
    ) as T;
  const kept = instead === undefined ? {} : texts(instead);
  return {
    ...ban,
    notice: {
      why: texts(why),
      ...(Object.keys(kept).length === 0 ? {} : { instead: kept }),
      ...(furtherReading.length === 0
        ? {}
        : { furtherReading: furtherReading.map(({ title, url }) => ({ title: texts(title), url })) }),
    },
  };
}

/** Top-level fields in which two versions of a ban differ. */
export const differingFields = (mine: Ban, theirs: Ban): readonly (keyof Ban)[] => {
  const names = new Set([...Object.keys(mine), ...Object.keys(theirs)]) as ReadonlySet<keyof Ban>;
  return [...names].filter((name) => JSON.stringify(mine[name]) !== JSON.stringify(theirs[name]));
};
