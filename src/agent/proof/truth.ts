import type { Effect } from '#policy/ban.ts';
import { channels, type Channel } from '#policy/evidence.ts';
import type { Truth, TruthLevel } from '#policy/proof.ts';
import type { ReasonCode } from '#policy/reasons.ts';
import type { GuardMeans } from './guard-means.ts';

/** One ban as it acts on this device now. */
export type ActingBan = {
  readonly id: string;
  /** Absent: every channel. */
  readonly channels?: readonly Channel[];
  readonly effect: Effect | 'none';
  readonly reason: ReasonCode;
};
/** What the agent can do on this PC. */
export type Means = {
  readonly mode: 'system' | 'user';
  readonly watch: { readonly kind: 'announced' } | { readonly kind: 'swept'; readonly why: string };
  /** Whether this agent has the means to end programs at all. */
  readonly canStop: boolean;
  readonly canListApps: boolean;
  /** Whether files are looked into now. */
  readonly canLookInside: boolean;
  /** Absent where there is none: this agent acts for one account only, or nothing on this PC is to be asked about. */
  readonly guard?: GuardMeans;
};

type Level = { readonly level: TruthLevel; readonly why?: string };

/**
 * The level that holds for every account of this PC:
 *
 * - `block` on programs is `denied-before-start` while the start guard is asked, judges by the policy in force and was seen to
 *   refuse; `why` names the file systems from which programs start unasked. A guard that cannot be had, or does not guard
 *   at this moment, says why;
 * - otherwise it is `stopped-after-start` for an agent with system rights that ends programs, also where it sweeps
 *   (then `why` says so); an agent in user mode sees one account and can be ended by it, so it claims `warned`;
 * - `warn` is `warned` where programs are seen; so is `inform`, whose person is told once and about whom IT hears nothing;
 * - while files cannot be looked into, copies under another name are missed: `why` says so;
 * - an installed web app is found in the inventory and its person is told, but it runs inside a browser that is not
 *   stopped: `reported-only`. A web client is not seen without a web guard: `blind`;
 * - a ban whose review date has passed says so where nothing else lowers its level: this is how IT hears of it;
 * - a ban that this agent cannot read or does not understand is `blind`. A ban that is silent here (not for this device, not
 *   yet, declined, exempt, paused) promises nothing and has no level.
 */
export function truthOf(bans: readonly ActingBan[], means: Means): readonly Truth[] {
  return bans.flatMap((ban) => {
    const over = ban.channels ?? channels;
    if (ban.reason === 'unknown-feature' || ban.reason === 'unreadable-ban') {
      const why =
        ban.reason === 'unknown-feature'
          ? 'this agent is too old for the ban'
          : 'the ban cannot be read by this agent';
      return over.map((channel) => ({ ban: ban.id, channel, level: 'blind', why }) as const);
    }
    const { effect } = ban;
    if (effect === 'none') return [];
    const passed = ban.reason === 'review-passed' ? { why: 'the review date has passed' } : {};
    return over.map((channel) => ({ ban: ban.id, channel, ...passed, ...levelOf(channel, effect, means) }));
  });
}

const informs: Level = { level: 'warned', why: 'the ban only informs: the person is told, IT is not' };

function levelOf(channel: Channel, effect: Effect, means: Means): Level {
  switch (channel) {
    case 'web':
      return { level: 'blind', why: 'no web guard on this PC' };
    case 'pwa':
      if (!means.canListApps) return { level: 'blind', why: 'installed web apps cannot be listed here' };
      return effect === 'inform'
        ? informs
        : { level: 'reported-only', why: 'an installed web app is found, not stopped' };
    case 'native':
    case 'store':
      return programLevel(effect, means);
    case 'portable':
    case 'fork':
      // By name and place some of them are found all the same.
      return means.canLookInside
        ? programLevel(effect, means)
        : because(programLevel(effect, means), 'files cannot be looked into at the moment');
  }
}

/** The same level for one reason more; what is said first survives where both are too long. */
function because({ level, why }: Level, ...more: readonly (string | undefined)[]): Level {
  const whole = [why, ...more].filter((one) => one !== undefined).join('; ');
  return whole === '' ? { level } : { level, why: whole.slice(0, 300) };
}

function programLevel(effect: Effect, means: Means): Level {
  if (effect === 'inform') return informs;
  if (means.mode === 'user')
    return { level: 'warned', why: 'without system rights: one account only, which can end the agent' };
  if (effect === 'warn') return { level: 'warned' };
  const { guard, watch } = means;
  if (guard?.kind === 'guarding')
    return because({ level: 'denied-before-start' }, whyNotAll(guard.unguarded));
  if (!means.canStop) return because({ level: 'warned', why: 'this agent cannot end programs here' });
  return because(
    { level: 'stopped-after-start' },
    watch.kind === 'announced' ? undefined : `starts are not announced: ${watch.why}`,
    guard?.why,
  );
}

function whyNotAll(unguarded: readonly string[] | 'some'): string | undefined {
  if (unguarded === 'some') return 'programs on some file systems start unasked';
  return unguarded.length === 0
    ? undefined
    : `programs on these file systems start unasked: ${unguarded.join(', ')}`;
}
