import { builtInApps } from '#catalogue/load.ts';
import { takePackApps } from '#catalogue/pack-apps.ts';
import { checkPolicies } from '#policy/check-policies.ts';
import { checkServer, parseServerFile } from '#policy/check-server.ts';
import type { FileFault } from '#policy/file-fault.ts';
import { fileKind } from '#policy/file-kind.ts';
import type { Organisation } from '#policy/organisation.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { PolicyFile } from '#policy/policy-file.ts';
import { parseOrganisationFile, parsePolicyFile } from '#policy/publish.ts';
import type { ServerSettings } from '#policy/server-file.ts';
import type { ReadFile } from '#policy/yaml-file.ts';
import type { PolicyFileText } from '#protocol/console-policies.ts';
import { canonical } from './diff.ts';
import { isGenerated } from './generated-files.ts';

/** The files once read: what they say, unit by unit. */
export type Compiled = {
  readonly organisation: Organisation;
  readonly policies: readonly PolicyFile[];
  /** Empty where no file speaks of it. */
  readonly server: ServerSettings;
};
/** What can be read of files that may have faults. */
export type Readable = {
  /** Absent where the file of the organisation or of the server cannot be read; without the policies that cannot. */
  readonly content?: Compiled;
  /** Every fault at once. */
  readonly faults: readonly FileFault[];
};

/** Reads every file and reports every fault at once. Exactly one file describes the organisation, at most one the server. */
export function compile(
  files: readonly PolicyFileText[],
  organisationId: string,
): Outcome<Compiled, FileFault[]> {
  const { content, faults } = readFiles(files, organisationId);
  return content === undefined || faults.length > 0 ? fail([...faults]) : ok(content);
}

/** As `compile`, for files that are being written. */
export function readFiles(files: readonly PolicyFileText[], organisationId: string): Readable {
  const kinds = Map.groupBy(files, ({ text }) => fileKind(text));
  const readAll = <T>(
    kind: 'organisation' | 'server' | 'policy',
    parse: (text: string, name: string) => Outcome<T, readonly FileFault[]>,
  ) => (kinds.get(kind) ?? []).map(({ name, text }) => parse(text, name));
  const organisations = readAll('organisation', parseOrganisationFile);
  const servers = readAll('server', parseServerFile);
  const policies = readAll('policy', parsePolicyFile);
  const unreadable = [...organisations, ...servers, ...policies].flatMap((one) => (one.ok ? [] : one.fault));
  const [first, second] = valuesOf(organisations);
  const [server, another] = valuesOf(servers);
  const read = valuesOf(policies);

  const apart: FileFault[] = [];
  if (organisations.length === 0)
    apart.push(whole('', 'no file describes the organisation', 'Add `organisation.yaml`'));
  if (first !== undefined && second !== undefined)
    apart.push(whole(second.file, `${first.file} describes the organisation too`, 'Keep one of them'));
  if (server !== undefined && another !== undefined)
    apart.push(whole(another.file, `${server.file} describes the server too`, 'Keep one of them'));
  if (first === undefined) return { faults: [...unreadable, ...apart] };
  const { organisation } = first.value;
  if (organisation.id !== organisationId)
    apart.push(
      first.faultAt(
        '/organisation/id',
        `this server belongs to \`${organisationId}\``,
        'The id of an organisation never changes',
      ),
    );
  const serverIsRead = servers.every((one) => one.ok);
  const brought = takePackApps(read.flatMap(({ value }) => value.apps ?? [])).apps;
  const apps = new Set([...builtInApps(), ...brought].map(({ id }) => id));
  // While a file cannot be read, what others say of its bans would be taken for faults that are none.
  const together = unreadable.length === 0 && apart.length === 0;
  const wrong = together ? [...checkPolicies(organisation, read, apps), ...shadows(read, files)] : [];
  const unfit = server === undefined ? [] : checkServer(server, organisation);
  const content = {
    organisation,
    policies: read.map(({ value }) => value),
    server: server?.value.server ?? {},
  };
  return { ...(serverIsRead ? { content } : {}), faults: [...unreadable, ...apart, ...unfit, ...wrong] };
}

/**
 * An entry that IT brings in a file of its own must not stand for another program than the one of that id that a pack
 * brings: a unit could empty a ban that it inherits. Packs among themselves are the business of `takePackApps`.
 */
function shadows(
  read: readonly ReadFile<PolicyFile>[],
  files: readonly PolicyFileText[],
): readonly FileFault[] {
  const made = new Set(files.filter(isGenerated).map(({ name }) => name));
  const entries = read
    .toSorted((one, other) => Number(made.has(other.file)) - Number(made.has(one.file)))
    .flatMap((one) => (one.value.apps ?? []).map((app, index) => ({ one, app, index })));
  const known = new Map<string, string>();
  return entries.flatMap(({ one, app, index }) => {
    const text = canonical(app);
    const other = known.get(app.id);
    if (other === undefined) known.set(app.id, text);
    if (other === undefined || other === text || made.has(one.file)) return [];
    return [
      one.faultAt(
        `/apps/${index}/id`,
        `another file brings another entry for the app \`${app.id}\``,
        'Give your entry an id of its own, or leave it out',
      ),
    ];
  });
}

const valuesOf = <T>(read: readonly Outcome<T, unknown>[]): T[] =>
  read.flatMap((one) => (one.ok ? [one.value] : []));

/**
 * The settings of the server in files that were applied; empty where none speaks of it. Settings that this version can
 * no longer read count as the strictest: nobody publishes alone.
 */
export function settingsIn(files: readonly PolicyFileText[]): ServerSettings {
  const file = files.find(({ text }) => fileKind(text) === 'server');
  if (file === undefined) return {};
  const read = parseServerFile(file.text, file.name);
  return read.ok ? read.value.value.server : { policyReview: 'four-eyes' };
}

function whole(file: string, message: string, advice: string): FileFault {
  return { file, line: 0, column: 0, field: '', message, advice };
}
