import { banToday } from '#policy/ban-today.ts';
import { zoneOf } from '#policy/calendar-day.ts';
import { missingTexts } from '#policy/missing-texts.ts';
import type { BanOverview } from '#protocol/draft.ts';
import type { Compiled } from '#server/policies/index.ts';

/** Each ban of a policy as it stands now, those of units that `reads` leaves out aside. */
export function bansToday(
  { organisation, policies }: Compiled,
  now: number,
  reads: (unit: string) => boolean,
): BanOverview[] {
  const zone = zoneOf(organisation.calendar.timeZone);
  const answers = Map.groupBy(
    policies.flatMap(({ unit, adoptions = [] }) =>
      reads(unit) ? adoptions.map((adoption) => ({ unit, adoption })) : [],
    ),
    ({ adoption }) => adoption.ban,
  );
  return policies
    .filter(({ unit }) => reads(unit))
    .flatMap(({ unit, bans, pack }) =>
      bans.map((ban) => {
        const { effect, reviewInDays } = banToday(ban, zone, now);
        return {
          unit,
          ban,
          effectToday: effect,
          reviewInDays,
          adoptions: answers.get(ban.id) ?? [],
          missingTexts: missingTexts(organisation.languages, [{ unit, bans: [ban] }]),
          ...(pack === undefined ? {} : { pack }),
        };
      }),
    );
}
