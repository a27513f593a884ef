import type { Adoption, Ban } from '#policy/ban.ts';
import {
  newPolicyFile,
  removeBan,
  setAdoption,
  setBan,
  setOrganisation,
  setServer,
} from '#policy/edit-file.ts';
import type { Organisation } from '#policy/organisation.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { parsePolicyFile } from '#policy/publish.ts';
import type { ServerSettings } from '#policy/server-file.ts';
import type { PolicyFileText } from '#protocol/console-policies.ts';
import { isGenerated } from '#server/policies/index.ts';
import { conflict, notFound, type Refusal } from '#server/store/refusal.ts';
import { placeOf } from './places.ts';

/** One edit of a draft, as an operator asks for it. */
export type DraftEdit =
  | { readonly kind: 'ban'; readonly unit: string; readonly ban: Ban }
  | { readonly kind: 'remove-ban'; readonly unit: string; readonly id: string }
  | {
      readonly kind: 'adoption';
      readonly unit: string;
      readonly id: string;
      readonly adoption: Adoption | undefined;
    }
  | { readonly kind: 'organisation'; readonly organisation: Organisation }
  | { readonly kind: 'server'; readonly server: ServerSettings };
type Files = readonly PolicyFileText[];

/** The files with the edit written into the one that it concerns; a unit without a file gets one. */
export function editFiles(files: Files, edit: DraftEdit): Outcome<Files, Refusal> {
  switch (edit.kind) {
    case 'organisation':
      return write(files, organisationFile(files), (text) => setOrganisation(text, edit.organisation));
    case 'server':
      return write(files, serverFile(files), (text) => setServer(text, edit.server));
    case 'ban': {
      if (fromPack(files, edit.unit, edit.ban.id)) return fail(ofPack(edit.ban.id));
      return write(files, unitFile(files, edit.unit), (text) => setBan(text, edit.ban));
    }
    case 'adoption':
      return write(files, unitFile(files, edit.unit), (text) => setAdoption(text, edit.id, edit.adoption));
    case 'remove-ban': {
      if (fromPack(files, edit.unit, edit.id)) return fail(ofPack(edit.id));
      const file = unitFile(files, edit.unit);
      const done = write(files, file, (text) => removeBan(text, edit.id));
      if (!done.ok) return done;
      const was = file.index < 0 ? undefined : files[file.index]?.text;
      return done.value[file.index]?.text === was ? fail(notFound(`ban \`${edit.id}\` in this unit`)) : done;
    }
  }
}

/** Where a file is in the list, -1 where it is still to be made, with what it then begins with. */
type Target = { readonly index: number; readonly name: string; readonly empty: string };

function write(
  files: Files,
  { index, name, empty }: Target,
  change: (text: string) => ReturnType<typeof setBan>,
): Outcome<Files, Refusal> {
  const written = change(files[index]?.text ?? empty);
  if (!written.ok)
    return fail(
      conflict(
        `${files[index]?.name ?? name} is not valid YAML: mend it in its text before you edit it here`,
      ),
    );
  if (index < 0) return ok([...files, { name, text: written.value }]);
  return ok(files.map((file, at) => (at === index ? { name: file.name, text: written.value } : file)));
}

function target(files: Files, name: string, empty: string, isIt: (file: PolicyFileText) => boolean): Target {
  return { index: files.findIndex(isIt), name: freeName(files, name), empty };
}

const organisationFile = (files: Files): Target =>
  target(files, 'organisation.yaml', '', ({ text }) => placeOf(text)?.kind === 'organisation');

const serverFile = (files: Files): Target =>
  target(files, 'server.yaml', '', ({ text }) => placeOf(text)?.kind === 'server');

function unitFile(files: Files, unit: string): Target {
  return target(files, `bans/${unit}.yaml`, newPolicyFile(unit), (file) => {
    if (isGenerated(file)) return false;
    const place = placeOf(file.text);
    return place?.kind === 'policy' && place.unit === unit && place.pack === undefined;
  });
}

/** A name that no file of the list has. */
export function freeName(files: Files, wanted: string): string {
  const taken = new Set(files.map(({ name }) => name));
  let name = wanted;
  for (let count = 2; taken.has(name); count += 1) name = wanted.replace(/\.yaml$/, `-${count}.yaml`);
  return name;
}

/** A ban of a pack is the pack's: what is written here would be gone with its next version. */
function fromPack(files: Files, unit: string, id: string): boolean {
  return files.filter(isGenerated).some((file) => {
    const read = parsePolicyFile(file.text, file.name);
    return read.ok && read.value.value.unit === unit && read.value.value.bans.some((ban) => ban.id === id);
  });
}
const ofPack = (id: string): Refusal =>
  conflict(`\`${id}\` comes from a ban pack: weaken it there, or add a ban of your own under another id`);
