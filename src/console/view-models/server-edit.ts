import type { BodyOf } from '#protocol/console-server.ts';
import { anyNumber, isSlug, labelsIn, wholeNumber } from './typed.ts';

type Settings = BodyOf<'setDraftServer'>['server'];
type Ring = NonNullable<Settings['rings']>[number];
type Rule = NonNullable<Settings['assignment']>[number];
type Brake = NonNullable<Settings['brake']>;

export type RingRow = {
  readonly id: string;
  readonly name: string;
  readonly by: 'percent' | 'labels';
  readonly percent: string;
  readonly labels: string;
  readonly soak: string;
};
export const ringRow = (ring: Ring): RingRow => ({
  id: ring.id,
  name: ring.name,
  by: 'labels' in ring ? 'labels' : 'percent',
  percent: 'percent' in ring ? String(ring.percent) : '',
  labels: 'labels' in ring ? ring.labels.join(' ') : '',
  soak: String(ring.soakHours),
});
/** Undefined where something is missing or wrong. */
export function ringOf(row: RingRow): Ring | undefined {
  const soakHours = wholeNumber(row.soak, 0, 720);
  const id = row.id.trim();
  const name = row.name.trim();
  if (!isSlug(id) || name === '' || soakHours === undefined) return undefined;
  if (row.by === 'labels') {
    const given = labelsIn(row.labels);
    if ('wrong' in given || given.labels.length === 0) return undefined;
    return { id, name, labels: [...given.labels], soakHours };
  }
  const percent = wholeNumber(row.percent, 1, 100);
  return percent === undefined ? undefined : { id, name, percent, soakHours };
}

export const brakeFields = [
  'atLeastDevices',
  'hitsPerDevice',
  'faultsPerDevice',
  'requestsPerDevice',
] as const;
export type BrakeForm = { readonly [field in (typeof brakeFields)[number]]: string };
export const brakeForm = (brake: Brake | undefined): BrakeForm => {
  const text = (field: (typeof brakeFields)[number]): string => String(brake?.[field] ?? '');
  return {
    atLeastDevices: text('atLeastDevices'),
    hitsPerDevice: text('hitsPerDevice'),
    faultsPerDevice: text('faultsPerDevice'),
    requestsPerDevice: text('requestsPerDevice'),
  };
};
/** An empty field has no limit; undefined where one is wrong. */
export function brakeOf(form: BrakeForm): Brake | undefined {
  const brake: { [field in keyof Brake]: number } = {};
  for (const field of brakeFields) {
    if (form[field].trim() === '') continue;
    const value =
      field === 'atLeastDevices' ? wholeNumber(form[field], 1, 100_000) : anyNumber(form[field], 10_000);
    if (value === undefined) return undefined;
    brake[field] = value;
  }
  return brake;
}

/** Days before a review date; undefined where one is no such number. */
export function reminderDays(typed: string): number[] | undefined {
  const days = typed
    .split(/[\s,]+/u)
    .filter(Boolean)
    .map((text) => wholeNumber(text, 1, 365));
  if (days.includes(undefined)) return undefined;
  return [...new Set(days.filter((day) => day !== undefined))].toSorted((a, b) => b - a).slice(0, 10);
}

export type RuleRow = {
  readonly name: string;
  readonly host: string;
  readonly user: string;
  readonly os: '' | 'linux' | 'win32' | 'darwin';
  readonly unit: string;
  readonly labels: string;
  readonly class: '' | NonNullable<Rule['class']>;
};
export const ruleRow = (rule: Rule): RuleRow => ({
  name: rule.name,
  host: rule.when.hostName ?? '',
  user: rule.when.user ?? '',
  os: rule.when.os ?? '',
  unit: rule.unit ?? '',
  labels: (rule.labels ?? []).join(' '),
  class: rule.class ?? '',
});
/** Undefined where something is missing or wrong. */
export function ruleOf(row: RuleRow): Rule | undefined {
  const [name = '', host = '', user = ''] = [row.name, row.host, row.user].map((text) => text.trim());
  const given = labelsIn(row.labels);
  if (name === '' || 'wrong' in given || (host === '' && user === '' && row.os === '')) return undefined;
  if (row.unit === '' && given.labels.length === 0 && row.class === '') return undefined;
  return {
    name,
    when: {
      ...(host === '' ? {} : { hostName: host }),
      ...(user === '' ? {} : { user }),
      ...(row.os === '' ? {} : { os: row.os }),
    },
    ...(row.unit === '' ? {} : { unit: row.unit }),
    ...(given.labels.length === 0 ? {} : { labels: [...given.labels] }),
    ...(row.class === '' ? {} : { class: row.class }),
  };
}

/** The shortest time that each kind of data may be kept for. */
export const leastDays = { events: 1, looks: 30, audit: 365, exemptions: 30, silentDevices: 30 } as const;
export const mostDays = 3_650;
