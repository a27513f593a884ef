import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builtInApps } from '#catalogue/load.ts';
import { checkPolicies } from '#policy/check-policies.ts';
import { formatFileFault, type FileFault } from '#policy/file-fault.ts';
import type { Organisation } from '#policy/organisation.ts';
import type { Outcome } from '#policy/outcome.ts';
import type { PolicyFile } from '#policy/policy-file.ts';
import { parseOrganisationFile, parsePolicyFile } from '#policy/publish.ts';

export const scenarios = ['aalborg', 'halden', 'lillestrom', 'flanders', 'norway'] as const;
export type Scenario = (typeof scenarios)[number];

/** What IT of one scenario would publish. */
export type ScenarioFiles = {
  readonly organisation: Organisation;
  /** One for each unit that has something to say, by file name. */
  readonly policies: readonly PolicyFile[];
};

/** The files of a scenario, checked as `portvakt` checks them. Throws with every fault, by file and line. */
export const readScenario = (scenario: Scenario): ScenarioFiles => {
  const folder = join(import.meta.dirname, scenario);
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
  return readPolicyFolder(
    folder,
    names.filter((name) => name.startsWith('policy')),
  );
};

/** `organisation.yaml` of a folder together with the policy files named. */
export const readPolicyFolder = (folder: string, policies: readonly string[]): ScenarioFiles => {
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const { organisation } = must(
    parseOrganisationFile(read('organisation.yaml'), `${folder}/organisation.yaml`),
  ).value;
  const files = policies.toSorted().map((name) => must(parsePolicyFile(read(name), `${folder}/${name}`)));
  const known = new Set(builtInApps().map(({ id }) => id));
  const faults = checkPolicies(organisation, files, known);
  if (faults.length > 0) throw new Error(faults.map(formatFileFault).join('\n'));
  return { organisation, policies: files.map(({ value }) => value) };
};

const must = <T>(outcome: Outcome<T, readonly FileFault[]>): T => {
  if (outcome.ok) return outcome.value;
  throw new Error(outcome.fault.map(formatFileFault).join('\n'));
};
