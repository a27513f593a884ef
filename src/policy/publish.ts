import type { Fragment, Release } from './release.ts';
import type { PackApps } from './pack.ts';
import type { Organisation } from './organisation.ts';
import { checkOrganisation } from './check-policies.ts';
import type { FileFault } from './file-fault.ts';
import { fail, type Outcome } from './outcome.ts';
import { OrganisationFile, PolicyFile } from './policy-file.ts';
import { yamlReader, type ReadFile } from './yaml-file.ts';

const readPolicy = yamlReader(PolicyFile);
const readOrganisation = yamlReader(OrganisationFile);

/** Reads one policy file; rules that need the other files are `checkPolicies`'. */
export function parsePolicyFile(
  text: string,
  file: string,
): Outcome<ReadFile<PolicyFile>, readonly FileFault[]> {
  return readPolicy(text, file);
}

export function parseOrganisationFile(
  text: string,
  file: string,
): Outcome<ReadFile<OrganisationFile>, readonly FileFault[]> {
  const read = readOrganisation(text, file);
  if (!read.ok) return read;
  const faults = checkOrganisation(read.value);
  return faults.length === 0 ? read : fail(faults);
}

export type ReleaseInput = {
  readonly organisation: Organisation;
  readonly policies: readonly PolicyFile[];
  readonly version: number;
  readonly issuedAt: number;
  readonly serverKeys: readonly string[];
};
export type BuiltRelease = {
  readonly release: Release;
  /** The exact JSON text of each unit's fragment; a unit without bans and adoptions has none. */
  readonly fragments: readonly { readonly unit: string; readonly sha256: string; readonly body: string }[];
};

/** Makes an unsigned release. Same input, same bytes: units in the order of their ids, fields as written. `sha256` gives lower-case hex. */
export function buildRelease(input: ReleaseInput, sha256: (text: string) => string): BuiltRelease {
  const fragments = [...Map.groupBy(input.policies, ({ unit }) => unit)]
    .map(([unit, files]) => fragmentOf(unit, files))
    .filter(({ bans, adoptions }) => bans.length > 0 || adoptions.length > 0)
    .map((fragment) => {
      const body = JSON.stringify(fragment);
      return { unit: fragment.unit, sha256: sha256(body), body };
    })
    .sort((one, other) => (one.unit < other.unit ? -1 : 1));
  return {
    release: {
      version: input.version,
      issuedAt: input.issuedAt,
      organisation: withSubscriptions(input),
      fragments: fragments.map(({ unit, sha256: hash }) => ({ unit, sha256: hash })),
      serverKeys: [...input.serverKeys],
    },
    fragments,
  };
}

/** A unit's own file comes first, then those of the packs that it follows, by name. */
function fragmentOf(unit: string, files: readonly PolicyFile[]): Fragment {
  const inOrder = files.toSorted((one, other) => ((one.pack ?? '') < (other.pack ?? '') ? -1 : 1));
  const apps = new Map<string, PackApps[number]>();
  // Of two that differ the first stands, as everywhere.
  for (const app of inOrder.flatMap((file) => file.apps ?? [])) if (!apps.has(app.id)) apps.set(app.id, app);
  return {
    unit,
    bans: inOrder.flatMap(({ bans }) => bans),
    adoptions: inOrder.flatMap(({ adoptions }) => adoptions ?? []),
    ...(apps.size === 0 ? {} : { apps: [...apps.values()] }),
  };
}

/** The terms of the organisation file stand; those of the packs' files are added. */
function withSubscriptions({ organisation, policies }: ReleaseInput): Organisation {
  const declared = new Set(organisation.subscriptions.map(({ pack }) => pack));
  const added = policies
    .flatMap(({ subscription }) => (subscription === undefined ? [] : [subscription]))
    .filter(({ pack }) => !declared.has(pack))
    .toSorted((one, other) => (one.pack < other.pack ? -1 : 1));
  if (added.length === 0) return organisation;
  return { ...organisation, subscriptions: [...organisation.subscriptions, ...added] };
}
