import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { ShortText, Slug, strict } from '#policy/primitives.ts';
import { writeFileAtomically } from '#runtime/atomic-file.ts';
import { firstPolicy } from '#server/policies/index.ts';
import type { DataFolder } from '#server/store/index.ts';
import type { Rooms } from './rooms.ts';

type OrganisationName = { readonly id: string; readonly name: string };
const organisationCheck = Compile(Type.Object({ id: Slug, name: ShortText }, strict));
const byDefault: OrganisationName = { id: 'organisation', name: 'Organisation' };
const server = { name: 'server' };

/** What happens once in the life of a data folder. Each step can be repeated after a crash in the middle. */
export const firstStart = {
  /** Whose server this is, decided at the first start and kept. */
  organisation: (folder: DataFolder, wanted: OrganisationName | undefined): OrganisationName =>
    organisationCheck.Parse(
      JSON.parse(folder.secret('organisation.json', () => JSON.stringify(wanted ?? byDefault))),
    ),

  /** Gives a new server its first administrator and a policy without bans. The token's text is kept in a file of mode 0600 too. */
  fill: async (
    folder: DataFolder,
    rooms: Rooms,
    organisation: OrganisationName,
  ): Promise<{ administratorToken?: string }> => {
    if (!(await rooms.policies.files()).ok) {
      const applied = await rooms.policies.apply(server, firstPolicy(organisation));
      if (!applied.ok) throw new Error(`the first policy was refused: ${applied.fault.problem}`);
    }
    const path = folder.path('administrator-token');
    if ((await rooms.operators.list()).length > 0) return {};
    const created = await rooms.operators.create(server, {
      name: 'administrator',
      role: 'administrator',
      unit: organisation.id,
    });
    if (!created.ok) throw new Error(`the first administrator was refused: ${created.fault.problem}`);
    writeFileAtomically(path, `${created.value.text}\n`);
    return { administratorToken: created.value.text };
  },
};
