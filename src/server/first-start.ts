import { existsSync, readFileSync } from 'node:fs';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { ShortText, Slug, strict } from '#policy/primitives.ts';
import { writeFileAtomically } from '#runtime/atomic-file.ts';
import { firstPolicy } from '#server/policies/index.ts';
import type { DataFolder } from '#server/store/index.ts';
import type { Rooms } from './rooms.ts';

export type OrganisationName = { readonly id: string; readonly name: string };
export type OrganisationFault = 'bad-organisation' | 'organisation-differs';
const organisationCheck = Compile(Type.Object({ id: Slug, name: ShortText }, strict));
const byDefault: OrganisationName = { id: 'organisation', name: 'Organisation' };
const server = { name: 'server' };
const organisationFile = 'organisation.json';
/** Mode 0600, in the data folder. */
export const tokenFile = 'administrator-token';

/** What happens once in the life of a data folder. Each step can be repeated after a crash in the middle. */
export const firstStart = {
  /** Whose server this is, decided at the first start: what the folder says, else what is wanted. Writes nothing. */
  organisation: (
    folder: DataFolder,
    wanted: { readonly id: string; readonly name?: string } | undefined,
  ): Outcome<OrganisationName, OrganisationFault> => {
    const path = folder.path(organisationFile);
    if (!existsSync(path)) {
      const chosen = wanted === undefined ? byDefault : { id: wanted.id, name: wanted.name ?? wanted.id };
      return organisationCheck.Check(chosen) ? ok(chosen) : fail('bad-organisation');
    }
    const kept = organisationCheck.Parse(JSON.parse(readFileSync(path, 'utf8')));
    const differs =
      wanted !== undefined && (wanted.id !== kept.id || (wanted.name ?? kept.name) !== kept.name);
    return differs ? fail('organisation-differs') : ok(kept);
  },
  keep: (folder: DataFolder, organisation: OrganisationName): void => {
    folder.secret(organisationFile, () => JSON.stringify(organisation));
  },

  /** Gives a new server its first administrator and a policy without bans. */
  fill: async (
    folder: DataFolder,
    rooms: Rooms,
    organisation: OrganisationName,
  ): Promise<{ administratorToken?: string }> => {
    if (!(await rooms.policies.files()).ok) {
      const applied = await rooms.policies.apply(server, firstPolicy(organisation));
      if (!applied.ok) throw new Error(`the first policy was refused: ${applied.fault.problem}`);
    }
    return (await rooms.operators.list()).length > 0 ? {} : newAdministrator(folder, rooms);
  },

  newAdministrator,
};

/** The token lies in its file before the administrator exists, so no crash leaves one whose token nobody has. */
async function newAdministrator(folder: DataFolder, rooms: Rooms): Promise<{ administratorToken: string }> {
  const keep = (text: string): void => writeFileAtomically(folder.path(tokenFile), `${text}\n`);
  const unit = rooms.rootUnit();
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? 'administrator' : `administrator ${count}`;
    const made = await rooms.operators.create(server, { name, role: 'administrator', unit }, keep);
    if (made.ok) return { administratorToken: made.value.text };
    // The name is taken: the next one is free.
    if (made.fault.problem !== 'conflict')
      throw new Error(`the administrator was refused: ${made.fault.problem}`);
  }
}
