import { existsSync, readFileSync, rmSync } from 'node:fs';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { ShortText, Slug, strict } from '#policy/primitives.ts';
import { writeFileAtomically } from '#runtime/atomic-file.ts';
import { firstPolicy } from '#server/policies/index.ts';
import { linkLife, linkUrl, type SecretFile } from '#server/sessions/index.ts';
import type { DataFolder } from '#server/store/index.ts';
import { notFound, type Refusal } from '#server/store/refusal.ts';
import type { Rooms } from './rooms.ts';

export type OrganisationName = { readonly id: string; readonly name: string };
export type OrganisationFault = 'bad-organisation' | 'organisation-differs';
const organisationCheck = Compile(Type.Object({ id: Slug, name: ShortText }, strict));
const byDefault: OrganisationName = { id: 'organisation', name: 'Organisation' };
const server = { name: 'server' };
const organisationFile = 'organisation.json';
/** Mode 0600, in the data folder. */
export const tokenFile = 'administrator-token';
/** Likewise: the address that signs the first administrator's browser in, once. */
export const linkFile = 'sign-in-link';

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
  ): Promise<NewAdministrator> => {
    if (!(await rooms.policies.files()).ok) {
      const applied = await rooms.policies.apply(server, firstPolicy(organisation));
      if (!applied.ok) throw new Error(`the first policy was refused: ${applied.fault.problem}`);
    }
    return (await rooms.operators.list()).length > 0 ? {} : newAdministrator(folder, rooms);
  },

  newAdministrator,

  /** Adds a link for the new administrator, if there is one, and leaves it in the folder. */
  signInLink: async (
    folder: DataFolder,
    rooms: Rooms,
    { administratorToken, operator }: NewAdministrator,
    origin: string,
  ): Promise<{ administratorToken?: string; signInLink?: string }> => {
    if (administratorToken === undefined || operator === undefined) return {};
    const made = await rooms.links.make(server, operator, linkLife.firstStartMs);
    if (!made.ok) throw new Error(`the sign-in link was refused: ${made.fault.problem}`);
    const signInLink = linkUrl(origin, made.value.secret);
    writeFileAtomically(folder.path(linkFile), `${signInLink}\n`);
    return { administratorToken, signInLink };
  },
  /** For the first administrator who may act and has a token. */
  newSignInLink: async (rooms: Rooms, origin: string): Promise<Outcome<string, Refusal>> => {
    for (const { operator, role, via } of await rooms.operators.list()) {
      if (role !== 'administrator' || via === 'oidc') continue;
      const made = await rooms.links.make(server, operator);
      if (made.ok) return ok(linkUrl(origin, made.value.secret));
    }
    return fail(notFound('administrator with a token'));
  },

  secretFile: (folder: DataFolder, name: string): SecretFile => {
    const path = folder.path(name);
    return {
      read: () => (existsSync(path) ? readFileSync(path, 'utf8') : undefined),
      write: (text) => writeFileAtomically(path, text),
      remove: () => rmSync(path, { force: true }),
    };
  },
};

type NewAdministrator = { readonly administratorToken?: string; readonly operator?: string };

/** The token lies in its file before the administrator exists, so no crash leaves one whose token nobody has. */
async function newAdministrator(folder: DataFolder, rooms: Rooms): Promise<NewAdministrator> {
  const keep = (text: string): void => writeFileAtomically(folder.path(tokenFile), `${text}\n`);
  const unit = rooms.rootUnit();
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? 'administrator' : `administrator ${count}`;
    const made = await rooms.operators.create(
      server,
      { name, role: 'administrator', unit },
      { keep, via: 'bootstrap' },
    );
    if (made.ok) return { administratorToken: made.value.text, operator: made.value.operator.operator };
    // The name is taken: the next one is free.
    if (made.fault.problem !== 'conflict')
      throw new Error(`the administrator was refused: ${made.fault.problem}`);
  }
}
