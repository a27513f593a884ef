import { addDays, daysFromCivil, isRealDay, type Zone } from '#policy/calendar-day.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { truthLevels } from '#policy/proof.ts';
import type { LevelCounts } from '#protocol/console-coverage.ts';
import type { Report, Reported, ReportedBan } from '#protocol/console-report.ts';
import type { Devices } from '#server/devices/index.ts';
import type { CountedExemption, ExemptionRetention } from '#server/exemptions/index.ts';
import type { Published } from '#server/policies/index.ts';
import type { Refusal } from '#server/store/refusal.ts';
import { coveredBans, type CoveredBan } from './coverage.ts';
import { keptDays, type DailyCounts } from './daily-counts.ts';
import { tellingOf, type Telling } from './small-numbers.ts';

export type ReportPorts = {
  readonly devices: Devices;
  readonly counts: DailyCounts;
  readonly exemptions: ExemptionRetention;
  readonly zone: () => Zone;
  readonly now: () => number;
  readonly published: () => Published | undefined;
  readonly organisation: { readonly name: string };
};
export type ReportWish = {
  readonly unit: string;
  /** The unit and all below it; undefined: all. */
  readonly within: readonly string[] | undefined;
  readonly from: string;
  readonly to: string;
};

const longestDays = 3_660;

export async function report(ports: ReportPorts, wish: ReportWish): Promise<Outcome<Report, Refusal>> {
  const { devices, counts, zone, now, published } = ports;
  const { unit, within, from, to } = wish;
  if (
    !isRealDay(from) ||
    !isRealDay(to) ||
    from > to ||
    daysFromCivil(to) - daysFromCivil(from) > longestDays
  )
    return fail({
      problem: 'not-as-schema',
      detail: `query: \`from\` and \`to\` are days that exist, in that order, at most ${longestDays} days apart`,
    });
  const byUnit = await devices.byUnit(within);
  const sum = (which: (one: (typeof byUnit)[number]) => boolean): number =>
    byUnit.filter(which).reduce((all, { count }) => all + count, 0);
  const active = sum(({ state }) => state === 'active');
  const telling = tellingOf(active);

  const current = published();
  const covered = current === undefined ? [] : await coveredBans(current, devices, within);
  const counted = await counts.between(from, to, within);
  const period = { start: zone().startOf(from), end: zone().startOf(addDays(to, 1)) };
  const exemptions = await inScope(devices, await ports.exemptions.since(period.start), within);
  const ofClass = (which: 'service' | 'dedicated'): number =>
    sum((one) => one.state === 'active' && one.private === 0 && one.class === which);
  const ofPeople = sum((one) => one.state === 'active' && one.private === 1);
  const [service = 0, dedicated = 0, mine = 0] = telling.row(
    [ofClass('service'), ofClass('dedicated'), ofPeople],
    active,
  );
  const [silent = 0] = telling.row([sum((one) => one.silent)], active);
  const today = zone().dayOf(now());

  return ok({
    organisation: current?.release.organisation.name ?? ports.organisation.name,
    unit,
    unitName: current?.release.organisation.units.find(({ id }) => id === unit)?.name ?? unit,
    from,
    to,
    madeAt: now(),
    release: current?.version ?? 0,
    daysNotKept: notKept(from, to, today),
    devices: {
      enrolled: sum(({ state }) => state !== 'revoked'),
      active,
      silent,
      private: mine,
      byClass: { service, dedicated, private: mine },
    },
    notCovered: ['phones'],
    smallNumbers: telling.hides || covered.some((ban) => tellingOf(ban.devices).hides),
    bans: covered.map((ban) => reportedBan(ban, counted, exemptions, { ...period, active })),
    receipts: receiptsOf(counted, telling.told),
  });
}

type Counted = Awaited<ReturnType<DailyCounts['between']>>;
type Period = { readonly start: number; readonly end: number; readonly active: number };

function reportedBan(
  covered: CoveredBan,
  counted: Counted,
  exemptions: readonly CountedExemption[],
  { start, end, active }: Period,
): ReportedBan {
  const { ban } = covered.effective;
  // A ban for a few PCs tells of those few, however large the unit is that is asked for.
  const { told, row } = tellingOf(covered.devices);
  const isSmallUnit = tellingOf(active).hides;
  const here = counted.filter((one) => one.ban === ban.id);
  const total = (kind: string): Reported =>
    told(here.filter((one) => one.kind === kind).reduce((all, { count }) => all + count, 0));
  const weeks = new Map<string, number>();
  for (const { day, kind, count } of here)
    if (kind === 'hit') weeks.set(mondayOf(day), (weeks.get(mondayOf(day)) ?? 0) + count);
  const mine = exemptions.filter((one) => one.ban === ban.id);
  const among = (which: (one: CountedExemption) => boolean): Reported => told(mine.filter(which).length);
  const during = (instant: number | null): boolean => instant !== null && instant >= start && instant < end;
  const [devices = 0] = isSmallUnit ? row([covered.devices], active) : [told(covered.devices)];
  // Where even that is not told, what stands below must not add up to it.
  const population = typeof devices === 'number' || !isSmallUnit ? covered.devices : active;
  const [enforced = 0] = row([covered.enforced, covered.devices - covered.enforced], population);
  const share =
    typeof enforced === 'number' && typeof devices === 'number' && devices > 0
      ? { share: Math.round((enforced / devices) * 1_000) / 1_000 }
      : {};
  return {
    ban: ban.id,
    unit: covered.unit,
    apps: [...(ban.apps ?? [])],
    effect: ban.effect,
    binding: ban.binding,
    basis: ban.basis,
    from: ban.from,
    review: ban.review,
    devices,
    enforced,
    ...share,
    channels: covered.channels.map(({ channel, levels }) => ({
      channel,
      levels: levelsOf(levels, (counts) => row(counts, population)),
    })),
    hits: [...weeks].toSorted(byName).map(([week, hits]) => ({ week, hits: told(hits) })),
    removed: { verified: total('removed-verified'), unverified: total('removed-unverified') },
    exemptions: {
      granted: among(
        ({ state, from_at }) => (state === 'approved' || state === 'withdrawn') && during(from_at),
      ),
      running: among(
        ({ state, from_at, until_at, changed_at }) =>
          (state === 'approved' || (state === 'withdrawn' && changed_at >= end)) &&
          (from_at ?? Infinity) < end &&
          (until_at ?? 0) >= end,
      ),
      ended: among(
        ({ state, until_at, changed_at }) =>
          (state === 'approved' && during(until_at)) || (state === 'withdrawn' && during(changed_at)),
      ),
      denied: among(({ state, changed_at }) => state === 'denied' && during(changed_at)),
    },
  };
}

/** Levels that no PC is at are left out. */
function levelsOf(
  levels: LevelCounts,
  row: (counts: readonly number[]) => readonly Reported[],
): ReportedBan['channels'][number]['levels'] {
  const names = [...truthLevels, 'unknown' as const];
  const told = row(names.map((level) => levels[level] ?? 0));
  return names.flatMap((level, at) => {
    const devices = told[at] ?? 0;
    return devices === 0 ? [] : [{ level, devices }];
  });
}

function receiptsOf(counted: Counted, told: Telling['told']): Report['receipts'] {
  const layers = new Map<string, Map<string, number>>();
  for (const { kind, count } of counted) {
    const [what, layer = '', result = ''] = kind.split(' ');
    if (what !== 'receipt') continue;
    const results = layers.get(layer) ?? new Map<string, number>();
    layers.set(layer, results);
    results.set(result, (results.get(result) ?? 0) + count);
  }
  return [...layers].toSorted(byName).map(([layer, results]) => ({
    layer: layer as Report['receipts'][number]['layer'],
    blocked: told(results.get('blocked') ?? 0),
    notBlocked: told(results.get('not-blocked') ?? 0),
    couldNotTry: told(results.get('could-not-try') ?? 0),
  }));
}

const byName = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number =>
  one < other ? -1 : 1;

async function inScope(
  devices: Devices,
  all: readonly CountedExemption[],
  within: readonly string[] | undefined,
): Promise<readonly CountedExemption[]> {
  if (within === undefined) return all;
  const there = await devices.inUnits(
    all.map(({ device }) => device),
    within,
  );
  return all.filter(({ device }) => there.has(device));
}

/** The Monday of the week in which a day lies. */
const mondayOf = (day: string): string => addDays(day, -((((daysFromCivil(day) + 3) % 7) + 7) % 7));

/** Days of the period that are older than what is kept. */
function notKept(from: string, to: string, today: string): number {
  const first = addDays(today, -keptDays);
  return from >= first ? 0 : daysFromCivil(to < first ? addDays(to, 1) : first) - daysFromCivil(from);
}
