import type { Ban } from '#policy/ban.ts';
import type { BanChange, PolicyDiff } from '#protocol/console-policies.ts';
import type { Compiled } from './compile.ts';

/** What differs, ban by ban; the order of fields and files does not count. */
export function diffPolicies(
  before: Compiled | undefined,
  after: Compiled,
): Pick<PolicyDiff, 'bans' | 'adoptionsOf' | 'organisationChanged' | 'serverChanged'> {
  const [old, now] = [bansOf(before), bansOf(after)];
  const bans: BanChange[] = [];
  for (const [key, { unit, ban }] of now) {
    const was = old.get(key)?.ban;
    if (was === undefined) bans.push({ unit, ban: ban.id, change: 'added', after: ban.effect, fields: [] });
    else {
      const fields = differingFields(was, ban);
      if (fields.length > 0)
        bans.push({
          unit,
          ban: ban.id,
          change: 'changed',
          before: was.effect,
          after: ban.effect,
          fields,
        });
    }
  }
  for (const [key, { unit, ban }] of old)
    if (!now.has(key)) bans.push({ unit, ban: ban.id, change: 'removed', before: ban.effect, fields: [] });
  const [oldAdoptions, newAdoptions] = [adoptionsOf(before), adoptionsOf(after)];
  const units = new Set([...oldAdoptions.keys(), ...newAdoptions.keys()]);
  return {
    bans,
    adoptionsOf: [...units].filter((unit) => oldAdoptions.get(unit) !== newAdoptions.get(unit)),
    organisationChanged: canonical(before?.organisation) !== canonical(after.organisation),
    ...(canonical(before?.server ?? {}) === canonical(after.server) ? {} : { serverChanged: true }),
  };
}

function bansOf(policy: Compiled | undefined): Map<string, { unit: string; ban: Ban }> {
  return new Map(
    policy?.policies.flatMap(({ unit, bans }) => bans.map((ban) => [`${unit}/${ban.id}`, { unit, ban }])),
  );
}

function adoptionsOf(policy: Compiled | undefined): Map<string, string> {
  return new Map(
    policy?.policies
      .filter(({ adoptions }) => adoptions !== undefined && adoptions.length > 0)
      .map(({ unit, adoptions }) => [unit, canonical(adoptions)]),
  );
}

function differingFields(before: Ban, after: Ban): string[] {
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...old.keys(), ...now.keys()])].filter(
    (field) => canonical(old.get(field)) !== canonical(now.get(field)),
  );
}

/** JSON with sorted keys, so that equal things are equal texts. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null)
    return `{${Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`)
      .join(',')}}`;
  return JSON.stringify(value) ?? 'null';
}
