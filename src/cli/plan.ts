import { isDeepStrictEqual } from 'node:util';
import type { Adoption, Ban } from '#policy/ban.ts';
import type { Organisation } from '#policy/organisation.ts';
import type { PolicyFile } from '#policy/policy-file.ts';
import type { ServerSettings } from '#policy/server-file.ts';
import type { BanChange, PolicyDiff } from '#protocol/console-policies.ts';
import type { Output } from './output.ts';

/** One thing that would be created, changed or removed. `--json` gives it as it is. */
export type PlanItem = {
  readonly change: 'add' | 'change' | 'remove';
  /** The unit whose it is; absent for what concerns the whole organisation. */
  readonly unit?: string;
  /** In words. */
  readonly what: string;
  readonly details: readonly string[];
};

/** What files say. Of the present state an operator of a unit may know less than all of it. */
export type PlanContent = {
  readonly organisation: Organisation;
  readonly server: ServerSettings;
  readonly policies: readonly PolicyFile[];
};

/** From what is in force (undefined for nothing yet) to what the files say. That bans and answers differ is the server's word. */
export function makePlan(
  diff: PolicyDiff,
  before: PlanContent | undefined,
  after: PlanContent,
): readonly PlanItem[] {
  return [
    ...(diff.organisationChanged ? organisationItems(before?.organisation, after.organisation) : []),
    ...(diff.serverChanged === true ? serverItems(before?.server ?? {}, after.server) : []),
    ...diff.bans.map((one) => banItem(one, banOf(before, one), banOf(after, one))),
    ...diff.adoptionsOf.flatMap((unit) => adoptionItems(unit, before, after)),
  ];
}

const signs = { add: '+', change: '~', remove: '-' } as const;

/** The whole first, then unit by unit. */
export function showPlan(out: Output, plan: readonly PlanItem[]): void {
  for (const [unit, items] of Map.groupBy(plan, (item) => item.unit)) {
    out.heading(unit === undefined ? 'The organisation and its server' : `Unit ${unit}`);
    for (const { change, what, details } of items) {
      out.change(signs[change], what);
      for (const detail of details) out.block(detail, 6);
    }
  }
  const count = (change: PlanItem['change']): number => plan.filter((item) => item.change === change).length;
  out.line(
    plan.length === 0
      ? 'Plan: nothing to do.'
      : `Plan: ${count('add')} to add, ${count('change')} to change, ${count('remove')} to remove.`,
  );
}

const banOf = (content: PlanContent | undefined, { unit, ban }: BanChange): Ban | undefined =>
  content?.policies
    .filter((one) => one.unit === unit)
    .flatMap(({ bans }) => bans)
    .find(({ id }) => id === ban);

function banItem(
  { unit, ban, change, before: was, after: becomes, fields }: BanChange,
  before: Ban | undefined,
  after: Ban | undefined,
): PlanItem {
  if (change === 'removed')
    return {
      change: 'remove',
      unit,
      what: `ban ${ban}${was === undefined ? '' : ` (was: ${was})`}`,
      details: [],
    };
  if (change === 'added')
    return {
      change: 'add',
      unit,
      what: `ban ${ban}: ${becomes ?? 'as written'}`,
      details: after === undefined ? [] : bornWith(after),
    };
  const turns = was !== undefined && becomes !== undefined && was !== becomes;
  return {
    change: 'change',
    unit,
    what: turns ? `ban ${ban}: ${was} -> ${becomes}` : `ban ${ban}`,
    details: fields
      .filter((field) => field !== 'effect')
      .map((field) => fieldWords(field, valueOf(before, field), valueOf(after, field))),
  };
}

function bornWith({ apps = [], matcher, binding, from, review, basis }: Ban): readonly string[] {
  return [
    matcher === undefined ? `apps: ${apps.join(', ')}` : `program: ${matcher.name}`,
    `${binding}, from ${from}, to be reviewed ${review}`,
    basis.kind === 'unwritten'
      ? `stated by ${basis.statedBy}, ${basis.date}; to be written down by ${basis.toBeWrittenBy}`
      : `decided by ${basis.decidedBy}, ${basis.date} (${basis.reference})`,
  ];
}

function organisationItems(before: Organisation | undefined, after: Organisation): readonly PlanItem[] {
  const { units: oldUnits = [], subscriptions: oldPacks = [], ...old } = before ?? {};
  const { units, subscriptions, ...rest } = after;
  return [
    ...compared(oldUnits, units, ({ id }) => id).map(({ change, id, was, is }): PlanItem => ({
      change,
      what: `unit ${id}${is === undefined ? '' : ` "${is.name}"${is.parent === undefined ? '' : ` below ${is.parent}`}`}`,
      details: change === 'change' ? differing(was, is) : [],
    })),
    ...compared(oldPacks, subscriptions, ({ pack }) => pack).map(({ change, id, was, is }): PlanItem => ({
      change,
      what: `ban pack ${id}${is === undefined ? '' : `: ${is.mode}, at most ${is.highestEffect}`}`,
      details: change === 'change' ? differing(was, is) : [],
    })),
    ...fieldItems('organisation', old, rest),
  ];
}

const serverItems = (before: ServerSettings, after: ServerSettings): readonly PlanItem[] =>
  fieldItems('server', before, after);

/** Top-level fields, one item each. */
function fieldItems(of: string, before: object, after: object): readonly PlanItem[] {
  return differingFields(before, after).map((field) => {
    const [was, is] = [valueOf(before, field), valueOf(after, field)];
    return {
      change: was === undefined ? 'add' : is === undefined ? 'remove' : 'change',
      what: fieldWords(`${of} ${field}`, was, is),
      details: [],
    };
  });
}

function adoptionItems(
  unit: string,
  before: PlanContent | undefined,
  after: PlanContent,
): readonly PlanItem[] {
  const answers = (content: PlanContent | undefined): readonly Adoption[] =>
    content?.policies.filter((one) => one.unit === unit).flatMap(({ adoptions }) => adoptions ?? []) ?? [];
  return compared(answers(before), answers(after), ({ ban }) => ban).map(({ change, id, is }) => ({
    change,
    unit,
    what: `answer to the recommended ban ${id}${is === undefined ? '' : `: ${is.as}`}`,
    details: is === undefined ? [] : [`because: ${is.reason}`],
  }));
}

type Compared<T> = {
  readonly change: PlanItem['change'];
  readonly id: string;
  readonly was: T | undefined;
  readonly is: T | undefined;
};

function compared<T>(
  before: readonly T[],
  after: readonly T[],
  idOf: (one: T) => string,
): readonly Compared<T>[] {
  const old = new Map(before.map((one) => [idOf(one), one]));
  const now = new Map(after.map((one) => [idOf(one), one]));
  return [...new Set([...now.keys(), ...old.keys()])].flatMap((id) => {
    const [was, is] = [old.get(id), now.get(id)];
    if (isDeepStrictEqual(was, is)) return [];
    return [{ change: was === undefined ? 'add' : is === undefined ? 'remove' : 'change', id, was, is }];
  });
}

const differingFields = (before: object, after: object): readonly string[] =>
  [...new Set([...Object.keys(after), ...Object.keys(before)])].filter(
    (field) => !isDeepStrictEqual(valueOf(before, field), valueOf(after, field)),
  );

const differing = (was: object | undefined, is: object | undefined): readonly string[] =>
  was === undefined || is === undefined
    ? []
    : differingFields(was, is).map((field) => fieldWords(field, valueOf(was, field), valueOf(is, field)));

const valueOf = (of: object | undefined, field: string): unknown =>
  of === undefined ? undefined : new Map<string, unknown>(Object.entries(of)).get(field);

/** Short values in full; of long ones only that they differ, with what stands within them. */
function fieldWords(field: string, was: unknown, is: unknown): string {
  // Of a file that the server makes itself the content is not known here.
  if (was === undefined && is === undefined) return `${field} differs`;
  const [left, right] = [shortWords(was), shortWords(is)];
  if (left !== undefined && right !== undefined) return `${field}: ${left} -> ${right}`;
  return right === undefined ? `${field} differs` : `${field}: ${right}`;
}

function shortWords(value: unknown): string | undefined {
  if (value === undefined) return 'none';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length <= 70 ? text : undefined;
}
