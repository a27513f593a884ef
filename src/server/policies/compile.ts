import { builtInApps } from '#catalogue/load.ts';
import { checkPolicies } from '#policy/check-policies.ts';
import type { FileFault } from '#policy/file-fault.ts';
import type { Organisation } from '#policy/organisation.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { PolicyFile } from '#policy/policy-file.ts';
import { parseOrganisationFile, parsePolicyFile } from '#policy/publish.ts';
import type { PolicyFileText } from '#protocol/console-policies.ts';

/** The files once read: what they say, unit by unit. */
export type Compiled = { readonly organisation: Organisation; readonly policies: readonly PolicyFile[] };

const organisationMark = /["']?portvakt["']?\s*:\s*["']?organisation\/1/;

/** Reads every file and reports every fault at once. Exactly one file describes the organisation, by its first field. */
export function compile(
  files: readonly PolicyFileText[],
  organisationId: string,
): Outcome<Compiled, FileFault[]> {
  const isOrganisation = ({ text }: PolicyFileText): boolean => organisationMark.test(text);
  const organisations = files
    .filter(isOrganisation)
    .map(({ name, text }) => parseOrganisationFile(text, name));
  const policies = files
    .filter((file) => !isOrganisation(file))
    .map(({ name, text }) => parsePolicyFile(text, name));
  const faults = [...organisations, ...policies].flatMap((read) => (read.ok ? [] : read.fault));
  if (faults.length > 0) return fail(faults);
  const [first, second] = organisations.flatMap((read) => (read.ok ? [read.value] : []));
  if (first === undefined)
    return fail([whole('', 'no file describes the organisation', 'Add `organisation.yaml`')]);
  if (second !== undefined)
    return fail([whole(second.file, `${first.file} describes the organisation too`, 'Keep one of them')]);
  const { organisation } = first.value;
  if (organisation.id !== organisationId)
    return fail([
      first.faultAt(
        '/organisation/id',
        `this server belongs to \`${organisationId}\``,
        'The id of an organisation never changes',
      ),
    ]);
  const read = policies.flatMap((one) => (one.ok ? [one.value] : []));
  const apps = new Set(builtInApps().map(({ id }) => id));
  const wrong = checkPolicies(organisation, read, apps);
  return wrong.length > 0 ? fail([...wrong]) : ok({ organisation, policies: read.map(({ value }) => value) });
}

function whole(file: string, message: string, advice: string): FileFault {
  return { file, line: 0, column: 0, field: '', message, advice };
}
