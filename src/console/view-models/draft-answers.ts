import type { Adoption, Ban } from '#policy/ban.ts';
import type { ResponseOf } from '#protocol/console-server.ts';

type Content = ResponseOf<'getPolicyContent'>['content'];
export type AnswerChange = {
  readonly unit: string;
  readonly ban: string;
  /** The ban that is answered, as far as it can be read. */
  readonly answered: Ban | undefined;
  readonly before?: Adoption;
  readonly after?: Adoption;
};

/** Answers of these units to recommended bans that a draft gives, changes or takes back. */
export function answerChanges(
  units: readonly string[],
  before: Content | undefined,
  after: Content,
): readonly AnswerChange[] {
  return units.flatMap((unit) => {
    const [was, now] = [answersOf(before, unit), answersOf(after, unit)];
    return [...new Set([...was.keys(), ...now.keys()])].flatMap((ban) => {
      const [old, next] = [was.get(ban), now.get(ban)];
      if (JSON.stringify(old) === JSON.stringify(next)) return [];
      return [
        {
          unit,
          ban,
          answered: after.policies.flatMap(({ bans }) => bans).find(({ id }) => id === ban),
          ...(old === undefined ? {} : { before: old }),
          ...(next === undefined ? {} : { after: next }),
        },
      ];
    });
  });
}

const answersOf = (content: Content | undefined, unit: string): ReadonlyMap<string, Adoption> =>
  new Map(
    (content?.policies ?? [])
      .filter((policy) => policy.unit === unit)
      .flatMap(({ adoptions = [] }) => adoptions)
      .map((adoption) => [adoption.ban, adoption]),
  );

/** A ban of a unit, in the unit's own file or one of a pack. */
export const banIn = (content: Content | undefined, unit: string, ban: string): Ban | undefined =>
  content?.policies
    .filter((policy) => policy.unit === unit)
    .flatMap(({ bans }) => bans)
    .find(({ id }) => id === ban);
