import { adoptedId } from './adopted-bans.ts';
import type { Ban } from './ban.ts';
import { checkPolicies } from './check-policies.ts';
import type { Organisation } from './organisation.ts';
import type { PolicyFile } from './policy-file.ts';

const longestId = 64;
/** Addresses of the server's own beside those of the packs. */
const reservedNames: ReadonlySet<string> = new Set(['own', 'inspect']);

/** An organisation that stands for whoever follows the pack: one unit, and everything allowed that may be allowed. */
const anybody: Organisation = {
  id: 'anybody',
  name: 'Anybody',
  contact: { name: 'IT' },
  languages: ['en'],
  units: [{ id: 'anybody', name: 'Anybody' }],
  calendar: { timeZone: 'UTC', workingDays: [1, 2, 3, 4, 5], holidays: [], absence: 'pause' },
  limits: { exemptions: true, longestPauseHours: 72 },
  subscriptions: [],
};

/** What makes bans unfit for a pack, each in a sentence. `knownApps`: built-in ones, and those that the pack brings. */
export function checkPackBans(
  pack: string,
  bans: readonly Ban[],
  knownApps: ReadonlySet<string>,
): readonly string[] {
  const faults: string[] = [];
  if (reservedNames.has(pack)) faults.push(`a pack cannot be called \`${pack}\``);
  for (const { id, audience } of bans) {
    if (adoptedId(pack, id).length > longestId)
      faults.push(
        `the names \`${pack}\` and \`${id}\` are too long together: at most ${longestId - 1} characters`,
      );
    if (
      audience?.units !== undefined ||
      audience?.labels !== undefined ||
      audience?.withoutLabels !== undefined
    )
      faults.push(
        `\`${id}\`: units and labels belong to one organisation, a pack can only say for which classes of devices a ban is`,
      );
  }
  const value: PolicyFile = { portvakt: 'policy/1', unit: 'anybody', bans: [...bans] };
  const found = checkPolicies(
    anybody,
    [
      {
        file: pack,
        value,
        faultAt: (field, message, advice) => ({ file: pack, line: 0, column: 0, field, message, advice }),
      },
    ],
    knownApps,
  );
  return [...faults, ...found.filter(({ field }) => !field.includes('/audience/units')).map(sentence)];
}

const sentence = ({ field, message }: { readonly field: string; readonly message: string }): string =>
  `${field}: ${message}`;
