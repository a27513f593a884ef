import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Channel } from '#policy/evidence.ts';
import type { EffectiveBan } from '#policy/effective.ts';
import { truthLevels, type Truth, type TruthLevel } from '#policy/proof.ts';
import type { BanCoverage, LevelCounts } from '#protocol/console-coverage.ts';
import type { Devices } from '#server/devices/index.ts';
import type { Published } from '#server/policies/index.ts';
import { placesOf } from './places.ts';

/** A ban over the PCs for which it is, with what a report needs besides. */
export type CoveredBan = BanCoverage & {
  readonly effective: EffectiveBan;
  /** PCs on which every channel that they told of stands where the effect demands it, or above. */
  readonly enforced: number;
};
type Level = TruthLevel | 'unknown';
type Counted = {
  readonly effective: EffectiveBan;
  devices: number;
  enforced: number;
  readonly channels: Map<Channel, Map<Level, number>>;
  /** Those that have told of no channel yet. */
  unknown: number;
};

/** Groups judged in one turn of the event loop. */
const groupsAtOnce = 50;

/** The weakest level that does what the effect demands. */
const demanded = { inform: 'warned', warn: 'warned', block: 'stopped-after-start' } as const;
const isEnough = (level: TruthLevel, effect: keyof typeof demanded): boolean =>
  truthLevels.indexOf(level) <= truthLevels.indexOf(demanded[effect]);

/** Every ban that concerns some active device there, by unit and id. */
export async function coveredBans(
  published: Published,
  devices: Devices,
  within: readonly string[] | undefined,
  only?: string,
): Promise<CoveredBan[]> {
  const groups = await devices.groups(within);
  const places = placesOf(published);
  const counted = new Map<string, Counted>();
  let told: Awaited<ReturnType<Devices['truths']['of']>> = new Map();
  for (const [at, group] of groups.entries()) {
    if (at % groupsAtOnce === 0) {
      await nextTurn();
      told = await devices.truths.of(holdersOf(groups.slice(at, at + groupsAtOnce)));
    }
    const said = group.truth_hash === null ? undefined : told.get(group.truth_hash);
    const byBan = Map.groupBy(said ?? [], ({ ban }) => ban);
    for (const effective of places(group).bans) {
      const { ban, allowed, forThisDevice, origin } = effective;
      if (!forThisDevice || allowed === 'none' || (only !== undefined && ban.id !== only)) continue;
      const key = `${origin.unit} ${ban.id}`;
      const there = counted.get(key) ?? {
        ...{ effective, devices: 0, enforced: 0, unknown: 0 },
        channels: new Map<Channel, Map<Level, number>>(),
      };
      counted.set(key, there);
      there.devices += group.count;
      const standing = byBan.get(ban.id) ?? [];
      if (standing.length > 0) addLevels(there, standing, group.count);
      // One that holds this release and is silent of the ban is exempt, or the ban has not begun: it promised nothing.
      else if (said === undefined || group.release < published.version) there.unknown += group.count;
    }
  }
  return [...counted.values()]
    .map(coverageOf)
    .sort((one, other) => (`${one.unit} ${one.ban}` < `${other.unit} ${other.ban}` ? -1 : 1));
}

function holdersOf(groups: Awaited<ReturnType<Devices['groups']>>): ReadonlyMap<string, string> {
  return new Map(
    groups.flatMap(({ truth_hash, holder }) => (truth_hash === null ? [] : [[truth_hash, holder] as const])),
  );
}

function addLevels(there: Counted, standing: readonly Truth[], count: number): void {
  const { allowed } = there.effective;
  for (const { channel, level } of standing) {
    const levels = there.channels.get(channel) ?? new Map<Level, number>();
    there.channels.set(channel, levels);
    levels.set(level, (levels.get(level) ?? 0) + count);
  }
  if (allowed !== 'none' && standing.every(({ level }) => isEnough(level, allowed))) there.enforced += count;
}

function coverageOf(counted: Counted): CoveredBan {
  const { effective, devices, enforced, channels, unknown } = counted;
  // Which channels reach those that told nothing is not known: they are unknown on each that others told of.
  return {
    ban: effective.ban.id,
    unit: effective.origin.unit,
    effect: effective.ban.effect,
    devices,
    enforced,
    effective,
    channels: [...channels].map(([channel, levels]) => ({
      channel,
      levels: countsOf(unknown === 0 ? levels : new Map<Level, number>([...levels, ['unknown', unknown]])),
    })),
  };
}

function countsOf(levels: ReadonlyMap<Level, number>): LevelCounts {
  return Object.fromEntries(
    [...truthLevels, 'unknown' as const].flatMap((level) => {
      const count = levels.get(level);
      return count === undefined ? [] : [[level, count]];
    }),
  );
}
