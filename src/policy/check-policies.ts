import type { Adoption, Ban } from './ban.ts';
import { addDays, isRealDay, isTimeZone } from './calendar-day.ts';
import { pathToRoot } from './effective.ts';
import type { FileFault } from './file-fault.ts';
import type { OrganisationFile, PolicyFile } from './policy-file.ts';
import type { ReadFile } from './yaml-file.ts';

/** What a schema cannot say: dates that exist, a tree that is one, inheritance that is kept. */
export function checkOrganisation(read: ReadFile<OrganisationFile>): readonly FileFault[] {
  const { organisation } = read.value;
  const faults: FileFault[] = [];
  const ids = new Set<string>();
  organisation.units.forEach((unit, index) => {
    const at = `/organisation/units/${index}`;
    if (ids.has(unit.id))
      faults.push(
        read.faultAt(`${at}/id`, `the unit \`${unit.id}\` is here twice`, 'Give each unit its own id'),
      );
    ids.add(unit.id);
  });
  organisation.units.forEach((unit, index) => {
    if (unit.parent !== undefined && !ids.has(unit.parent))
      faults.push(
        read.faultAt(
          `/organisation/units/${index}/parent`,
          `there is no unit \`${unit.parent}\``,
          `Write the id of a unit of this file: ${[...ids].slice(0, 12).join(', ')}`,
        ),
      );
    else if (pathToRoot(organisation.units, unit.id).length === 0)
      faults.push(
        read.faultAt(
          `/organisation/units/${index}`,
          `the unit \`${unit.id}\` is its own ancestor`,
          'Give one unit of this loop another parent',
        ),
      );
  });
  const roots = organisation.units.filter(({ parent }) => parent === undefined);
  if (roots.length !== 1)
    faults.push(
      read.faultAt(
        '/organisation/units',
        `${roots.length} units have no parent`,
        'Exactly one unit, the whole organisation, has no `parent`',
      ),
    );
  if (!isTimeZone(organisation.calendar.timeZone))
    faults.push(
      read.faultAt(
        '/organisation/calendar/timeZone',
        `"${organisation.calendar.timeZone}" is no known time zone`,
        'Write an IANA name, for example `Europe/Oslo`',
      ),
    );
  organisation.calendar.holidays.forEach((day, index) => {
    if (!isRealDay(day)) faults.push(noSuchDay(read, `/organisation/calendar/holidays/${index}`, day));
  });
  return faults;
}

/** Checks all policy files together against the organisation and, where given, the catalogue. */
export function checkPolicies(
  organisation: OrganisationFile['organisation'],
  files: readonly ReadFile<PolicyFile>[],
  knownApps?: ReadonlySet<string>,
): readonly FileFault[] {
  const faults: FileFault[] = [];
  const owners = new Map<string, { readonly unit: string; readonly ban: Ban }>();
  const seenUnits = new Map<string, string>();
  for (const read of files) {
    const { unit, bans, pack } = read.value;
    const key = pack === undefined ? unit : `${unit} ${pack}`;
    if (!organisation.units.some(({ id }) => id === unit))
      faults.push(
        read.faultAt(
          '/unit',
          `there is no unit \`${unit}\``,
          `Write the id of a unit of the organisation file: ${listed(organisation.units.map(({ id }) => id))}`,
        ),
      );
    const other = seenUnits.get(key);
    if (other !== undefined)
      faults.push(
        read.faultAt(
          '/unit',
          `the unit \`${unit}\` already has the file ${other}`,
          'Keep one policy file for each unit',
        ),
      );
    seenUnits.set(key, read.file);
    bans.forEach((ban, index) => {
      const owner = owners.get(ban.id);
      if (owner !== undefined)
        faults.push(
          read.faultAt(
            `/bans/${index}/id`,
            `the ban \`${ban.id}\` already belongs to the unit \`${owner.unit}\``,
            pack !== undefined
              ? 'Give the ban of your own another id: this one comes from a ban pack'
              : owner.ban.binding === 'mandatory'
                ? 'An inherited mandatory ban cannot be changed: add a stricter ban under another id'
                : 'Answer a recommended ban under `adoptions`, or choose another id',
          ),
        );
      else owners.set(ban.id, { unit, ban });
      faults.push(...checkBan(read, ban, `/bans/${index}`, { organisation, unit, knownApps }));
    });
  }
  faults.push(...checkFragments(files));
  for (const read of files)
    (read.value.adoptions ?? []).forEach((adoption, index) => {
      const fault = checkAdoption(read, adoption, index, { organisation, owners });
      if (fault !== undefined) faults.push(fault);
    });
  return faults;
}

/** One unit's bans travel together, its own and those of the packs that it follows. */
function checkFragments(files: readonly ReadFile<PolicyFile>[]): readonly FileFault[] {
  return [...Map.groupBy(files, ({ value }) => value.unit).values()].flatMap((ofUnit) => {
    const last = ofUnit.at(-1);
    const bans = ofUnit.reduce((sum, { value }) => sum + value.bans.length, 0);
    const apps = ofUnit.reduce((sum, { value }) => sum + (value.apps?.length ?? 0), 0);
    if (last === undefined || (bans <= mostBans && apps <= mostApps)) return [];
    const what = bans > mostBans ? `${bans} bans` : `${apps} catalogue entries`;
    const most = bans > mostBans ? mostBans : mostApps;
    return [
      last.faultAt(
        '/bans',
        `the unit \`${last.value.unit}\` has ${what} with those of its packs`,
        `At most ${most}: follow fewer packs, or only some of their apps`,
      ),
    ];
  });
}

const mostBans = 500;
const mostApps = 200;

type BanContext = {
  readonly organisation: OrganisationFile['organisation'];
  readonly unit: string;
  readonly knownApps: ReadonlySet<string> | undefined;
};

function checkBan(
  read: ReadFile<PolicyFile>,
  ban: Ban,
  at: string,
  { organisation, unit, knownApps }: BanContext,
): readonly FileFault[] {
  const faults: FileFault[] = [];
  const say = (field: string, message: string, advice: string): void =>
    void faults.push(read.faultAt(`${at}${field}`, message, advice));
  if ((ban.apps === undefined) === (ban.matcher === undefined))
    say(
      '',
      `the ban \`${ban.id}\` must name either \`apps\` or a \`matcher\``,
      'Write `apps: [telegram]`, or describe a program under `matcher`',
    );
  ban.apps?.forEach((app, index) => {
    if (knownApps !== undefined && !knownApps.has(app))
      say(
        `/apps/${index}`,
        `the catalogue has no app \`${app}\``,
        'See `portvakt app list` for the ids, or describe the program under `matcher`',
      );
  });
  const days: readonly (readonly [string, string | undefined])[] = [
    ['/from', ban.from],
    ['/review', ban.review],
    ['/grace/until', ban.grace?.until],
    ['/basis/date', ban.basis.date],
    ['/basis/toBeWrittenBy', ban.basis.kind === 'unwritten' ? ban.basis.toBeWrittenBy : undefined],
  ];
  for (const [field, day] of days)
    if (day !== undefined && !isRealDay(day)) faults.push(noSuchDay(read, `${at}${field}`, day));
  if (ban.review <= ban.from)
    say(
      '/review',
      'the review date is not after `from`',
      'Write the day by which somebody decides anew, after the ban begins',
    );
  if (ban.basis.kind === 'unwritten' && ban.basis.toBeWrittenBy > addDays(ban.basis.date, 30))
    say(
      '/basis/toBeWrittenBy',
      'an unwritten basis must be written down within 30 days',
      `Write ${addDays(ban.basis.date, 30)} or earlier`,
    );
  if (ban.grace !== undefined && ban.effect !== 'block')
    say('/grace', `a ban that does not block has no grace`, 'Remove `grace`, or write `effect: block`');
  if (ban.grace !== undefined && ban.grace.until < ban.from)
    say('/grace/until', 'grace ends before the ban begins', `Write a day from ${ban.from} on`);
  if (ban.pausable === true && organisation.limits.longestPauseHours === 0)
    say(
      '/pausable',
      'the organisation allows no pause',
      'Remove `pausable`, or raise `limits.longestPauseHours` in the organisation file',
    );
  ban.audience?.units?.forEach((audience, index) => {
    if (!pathToRoot(organisation.units, audience).includes(unit))
      say(
        `/audience/units/${index}`,
        `\`${audience}\` is not a unit under \`${unit}\``,
        'A unit can only ban for itself and for units below it',
      );
  });
  return faults;
}

function checkAdoption(
  read: ReadFile<PolicyFile>,
  adoption: Adoption,
  index: number,
  context: {
    readonly organisation: OrganisationFile['organisation'];
    readonly owners: ReadonlyMap<string, { readonly unit: string; readonly ban: Ban }>;
  },
): FileFault | undefined {
  const at = `/adoptions/${index}/ban`;
  const owner = context.owners.get(adoption.ban);
  const above = pathToRoot(context.organisation.units, read.value.unit).slice(1);
  if (owner === undefined || !above.includes(owner.unit))
    return read.faultAt(
      at,
      `no unit above \`${read.value.unit}\` has a ban \`${adoption.ban}\``,
      'Write the id of a ban that a unit above recommends',
    );
  if (owner.ban.binding === 'mandatory')
    return read.faultAt(
      at,
      `\`${adoption.ban}\` is mandatory: it can be neither changed nor declined here`,
      'Remove this entry; to be stricter, add a ban of your own',
    );
  return undefined;
}

const noSuchDay = (read: ReadFile<unknown>, pointer: string, day: string): FileFault =>
  read.faultAt(
    pointer,
    `the day ${day} does not exist`,
    'Write a date of the calendar, for example `2026-02-28`',
  );

const listed = (ids: readonly string[]): string =>
  ids.slice(0, 12).join(', ') + (ids.length > 12 ? ', …' : '');
