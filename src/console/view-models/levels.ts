import type { Effect } from '#policy/ban.ts';
import type { ResponseOf } from '#protocol/console-server.ts';

/** Truth levels, strongest first; `unknown`: a PC that has not told yet. */
export const levels = [
  'denied-before-start',
  'stopped-after-start',
  'warned',
  'reported-only',
  'blind',
  'unknown',
] as const;
export type Level = (typeof levels)[number];

type BanCoverage = ResponseOf<'getCoverage'>['bans'][number];
export type LevelCount = { readonly level: Level; readonly devices: number };

/** The levels that some PC stands at, strongest first. */
export const levelCounts = (counts: { readonly [level in Level]?: number }): readonly LevelCount[] =>
  levels.flatMap((level) => {
    const devices = counts[level] ?? 0;
    return devices === 0 ? [] : [{ level, devices }];
  });

/** Levels at which a ban does what its effect says. */
const fulfilled: Readonly<Record<Effect, ReadonlySet<Level>>> = {
  block: new Set<Level>(['denied-before-start', 'stopped-after-start']),
  warn: new Set<Level>(['denied-before-start', 'stopped-after-start', 'warned']),
  inform: new Set<Level>(['denied-before-start', 'stopped-after-start', 'warned', 'reported-only']),
};

export type Enforcement = {
  /** The channel at which the fewest PCs do what the ban says: a ban is as strong as its weakest way. */
  readonly counts: readonly LevelCount[];
  readonly enforced: number;
  readonly devices: number;
};

/** How far a ban is enforced, over its weakest channel; undefined while no PC has told of it. */
export function enforcementOf({ channels, devices, effect }: BanCoverage): Enforcement | undefined {
  const each = channels.map(({ levels: counted }) => {
    const counts = levelCounts(counted);
    const enforced = counts
      .filter(({ level }) => fulfilled[effect].has(level))
      .reduce((sum, one) => sum + one.devices, 0);
    return { counts, enforced, devices };
  });
  return each.toSorted((a, b) => a.enforced - b.enforced)[0];
}
