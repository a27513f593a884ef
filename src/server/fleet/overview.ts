import { banToday } from '#policy/ban-today.ts';
import { addDays, type Zone } from '#policy/calendar-day.ts';
import type { Overview } from '#protocol/console-coverage.ts';
import type { Devices } from '#server/devices/index.ts';
import type { ExemptionCounts } from '#server/exemptions/index.ts';
import type { Published } from '#server/policies/index.ts';
import { coveredBans, type CoveredBan } from './coverage.ts';
import type { DailyCounts } from './daily-counts.ts';

export type OverviewPorts = {
  readonly devices: Devices;
  readonly counts: DailyCounts;
  readonly zone: () => Zone;
  readonly now: () => number;
  readonly published: () => Published | undefined;
  readonly exemptions: (within: readonly string[] | undefined) => Promise<ExemptionCounts>;
  readonly retention: () => Promise<Overview['retention']>;
};

/** What is counted elsewhere, for the operator who asks. */
export type CountedElsewhere = Pick<
  Overview,
  'connected' | 'draftsInReview' | 'packsHeld' | 'rolloutHalted' | 'rolloutRunning'
>;

const reviewSoonDays = 30;
const daysOfHits = 30;
const notEnforcing = ['warned', 'reported-only', 'blind'] as const;

/** What is so today, and what needs somebody. */
export async function overview(
  ports: OverviewPorts,
  within: readonly string[] | undefined,
  elsewhere: CountedElsewhere,
): Promise<Overview> {
  const { devices, counts, zone, now, published } = ports;
  const byUnit = await devices.byUnit(within);
  const sum = (which: (one: (typeof byUnit)[number]) => boolean): number =>
    byUnit.filter(which).reduce((all, { count }) => all + count, 0);
  const current = published();
  const covered = current === undefined ? [] : await coveredBans(current, devices, within);
  const today = zone().dayOf(now());
  const hits = await counts.between(addDays(today, 1 - daysOfHits), today, within);
  const exemptions = await ports.exemptions(within);
  return {
    ...elsewhere,
    devices: sum(({ state }) => state === 'active'),
    silent: sum(({ silent }) => silent),
    awaitingApproval: sum(({ state }) => state === 'awaiting-approval'),
    requestsWaiting: exemptions.waiting,
    halfApproved: exemptions.halfApproved,
    reviewsDue: current === undefined ? [] : reviewsDue(current, within, zone(), now()),
    expiringSoon: exemptions.endingSoon,
    notEnforced: covered.flatMap((ban) => gapsOf(ban)),
    hitsByDay: hits
      .filter(({ kind }) => kind === 'hit')
      .map(({ day, ban, count }) => ({ day, ban, hits: count })),
    retention: await ports.retention(),
  };
}

function reviewsDue(
  { fragmentOf }: Published,
  within: readonly string[] | undefined,
  zone: Zone,
  now: number,
): Overview['reviewsDue'] {
  return [...fragmentOf]
    .filter(([unit]) => within?.includes(unit) !== false)
    .flatMap(([unit, { bans }]) =>
      bans.map((ban) => ({ ban: ban.id, unit, reviewInDays: banToday(ban, zone, now).reviewInDays })),
    )
    .filter(({ reviewInDays }) => reviewInDays <= reviewSoonDays)
    .toSorted((one, other) => one.reviewInDays - other.reviewInDays);
}

function gapsOf({ ban, unit, effect, devices, channels }: CoveredBan): Overview['notEnforced'] {
  if (effect !== 'block') return [];
  return channels.flatMap(({ channel, levels }) => {
    const open = notEnforcing.reduce((all, level) => all + (levels[level] ?? 0), 0);
    return open === 0 ? [] : [{ ban, unit, channel, devices: open, of: devices }];
  });
}
