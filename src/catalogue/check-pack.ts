import { Compile } from 'typebox/compile';
import type { Ban } from '#policy/ban.ts';
import { checkPackBans } from '#policy/check-pack-bans.ts';
import { isRealDay } from '#policy/calendar-day.ts';
import { matchInline } from '#policy/inline-matcher.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { PackVector } from '#policy/pack.ts';
import { BanPack } from './ban-pack.ts';
import type { Catalogue } from './compile.ts';
import { builtInApps, loadCatalogue } from './load.ts';
import { matchApps } from './match.ts';
import { takePackApps } from './pack-apps.ts';

const form = Compile(BanPack);

export type PackCheck = {
  readonly pack: BanPack;
  readonly vectors: { readonly passed: number; readonly failed: number };
  /** Why nobody should follow it as it is, each in a sentence; empty where all is well. */
  readonly faults: readonly string[];
};

/**
 * Reads what a pack's payload holds and tries everything that can be tried without the one who follows it. Whose
 * signature it bears and whether it has expired are not judged here.
 *
 * @returns a fault, in a sentence, only for what is no ban pack at all
 */
export function checkPack(document: unknown): Outcome<PackCheck, string> {
  if (!form.Check(document)) {
    const [first] = form.Errors(document);
    return fail(
      `it is no ban pack: ${first?.instancePath || 'the whole'} ${first?.message ?? 'has another form'}`,
    );
  }
  const taken = takePackApps(document.apps);
  const known = new Set([...builtInApps(), ...taken.apps].map(({ id }) => id));
  const faults = [...taken.faults, ...checkPackBans(document.pack, document.bans, known)];
  if (document.expiresOn !== undefined && !isRealDay(document.expiresOn))
    faults.push(`expiresOn: the day ${document.expiresOn} does not exist`);
  const catalogue = loadCatalogue(taken.apps);
  const bans = new Map(document.bans.map((ban) => [ban.id, ban]));
  const failed = document.vectors.filter((vector) => {
    const ban = bans.get(vector.ban);
    return ban === undefined || actsOn(ban, vector, catalogue) !== vector.matches;
  });
  faults.push(...failed.map((vector) => failure(vector, bans.has(vector.ban))));
  return ok({
    pack: document,
    vectors: { passed: document.vectors.length - failed.length, failed: failed.length },
    faults,
  });
}

/** Whether the ban acts on this evidence in this channel, with more than a hint behind it. */
export function actsOn(ban: Ban, { channel, evidence }: PackVector, catalogue: Catalogue): boolean {
  if (ban.channels !== undefined && !ban.channels.includes(channel)) return false;
  const apps = ban.apps ?? [];
  const inline = ban.matcher === undefined ? undefined : matchInline(ban.matcher, evidence);
  const matches = [
    ...(inline === undefined ? [] : [inline]),
    ...matchApps(catalogue, evidence).flatMap((match) => {
      if (apps.includes(match.app)) return [match];
      return match.forkOf !== undefined && apps.includes(match.forkOf)
        ? [{ ...match, channel: 'fork' as const }]
        : [];
    }),
  ];
  return matches.some(
    (match) => match.channel === channel && match.strength === 'certain' && match.confidence !== 'unverified',
  );
}

function failure({ ban, name, channel, matches }: PackVector, isThere: boolean): string {
  const which = `test vector ${name === undefined ? `of \`${ban}\`` : `"${name}"`}`;
  if (!isThere) return `${which}: the pack has no ban \`${ban}\``;
  return `${which}: by channel ${channel} \`${ban}\` ${matches ? 'should act and does not' : 'acts and should not'}`;
}
