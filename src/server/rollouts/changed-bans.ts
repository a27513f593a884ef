import type { Ban } from '#policy/ban.ts';
import type { Published } from '#server/policies/index.ts';

/** Bans that a release added or changed, or to which a unit gave another answer: what the brake listens to. */
export function changedBans(before: Published | undefined, now: Published): string[] {
  const [old, fresh] = [saidOf(before), saidOf(now)];
  return [...fresh.keys()].filter((ban) => old.get(ban) !== fresh.get(ban));
}

/** Every ban of that id, with the unit that owns it. */
export function bansOf(
  { fragmentOf }: Published,
  id: string,
): { readonly unit: string; readonly ban: Ban }[] {
  return [...fragmentOf].flatMap(([unit, { bans }]) =>
    bans.filter((ban) => ban.id === id).map((ban) => ({ unit, ban })),
  );
}

function saidOf(published: Published | undefined): Map<string, string> {
  const said = new Map<string, string>();
  const add = (ban: string, what: unknown): void =>
    void said.set(ban, `${said.get(ban) ?? ''}\n${JSON.stringify(what)}`);
  // Units in the order of their names: another order of files is no change.
  for (const [unit, { bans }] of sorted(published)) for (const ban of bans) add(ban.id, [unit, ban]);
  for (const [unit, { adoptions }] of sorted(published))
    for (const adoption of adoptions) add(adoption.ban, [unit, adoption]);
  return said;
}

const sorted = (published: Published | undefined) =>
  [...(published?.fragmentOf ?? [])].toSorted(([one], [other]) => (one < other ? -1 : 1));
