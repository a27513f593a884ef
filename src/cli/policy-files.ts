import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { takePackApps } from '#catalogue/pack-apps.ts';
import { checkPolicies } from '#policy/check-policies.ts';
import type { FileFault } from '#policy/file-fault.ts';
import { ok, type Outcome } from '#policy/outcome.ts';
import { checkServer, parseServerFile } from '#policy/check-server.ts';
import { fileKind } from '#policy/file-kind.ts';
import type { OrganisationFile, PolicyFile, ServerFile } from '#policy/policy-file.ts';
import { parseOrganisationFile, parsePolicyFile } from '#policy/publish.ts';
import type { ReadFile } from '#policy/yaml-file.ts';
import { failing, systemCode, type CliFault } from './cli-fault.ts';

/** A file as the server names it (`name`) and as its reader finds it (`path`). */
export type LocalFile = { readonly name: string; readonly path: string; readonly text: string };

export type CheckedFiles = {
  readonly faults: readonly FileFault[];
  readonly organisation: OrganisationFile | undefined;
  readonly server: ServerFile | undefined;
  readonly policies: readonly PolicyFile[];
};

const nameForm = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/;
const mostFiles = 2_000;
const mostBytes = 4_194_304;

/** The files named, and of folders every `.yaml` and `.yml` file below; links and hidden files are passed over. */
export function gatherFiles(paths: readonly string[]): Outcome<readonly LocalFile[], CliFault> {
  const found = new Map<string, LocalFile>();
  for (const given of paths) {
    try {
      const isFolder = statSync(given).isDirectory();
      const files = isFolder ? yamlFilesBelow(given) : [given];
      if (files.length === 0) return failing('usage', `${given} holds no .yaml file`);
      for (const path of files) {
        const name = isFolder ? relative(given, path).split(sep).join('/') : basename(path);
        const other = found.get(name);
        if (other !== undefined && other.path !== path)
          return failing(
            'usage',
            `${other.path} and ${path} would both be \`${name}\`: give their folder instead`,
          );
        if (!nameForm.test(name))
          return failing('invalid-files', `${path}: name it with A-Z, a-z, 0-9 and . _ - only`);
        if (statSync(path).size > mostBytes)
          return failing('invalid-files', `${path} is too large for a policy file`);
        found.set(name, { name, path, text: readFileSync(path, 'utf8') });
        if (found.size > mostFiles) return failing('usage', `more than ${mostFiles} files`);
      }
    } catch (fault) {
      const code = systemCode(fault);
      if (code === undefined) throw fault;
      return failing(
        code === 'ENOENT' ? 'not-found' : 'fault',
        code === 'ENOENT' ? `there is no file ${given}` : `${given} cannot be read (${code})`,
      );
    }
  }
  return ok([...found.values()]);
}

function yamlFilesBelow(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => !name.startsWith('.') && name !== 'node_modules')
    .sort()
    .flatMap((name) => {
      const path = join(folder, name);
      const stats = lstatSync(path);
      if (stats.isDirectory()) return yamlFilesBelow(path);
      return stats.isFile() && /\.ya?ml$/.test(name) ? [path] : [];
    });
}

/** Every fault at once; `knownApps` are the ids that bans may name. First each file by itself, then, when all can be read, all together. */
export function checkFiles(
  files: readonly LocalFile[],
  knownApps: ReadonlySet<string> | undefined,
): CheckedFiles {
  const faults: FileFault[] = [];
  const organisations: ReadFile<OrganisationFile>[] = [];
  const servers: ReadFile<ServerFile>[] = [];
  const policies: ReadFile<PolicyFile>[] = [];
  for (const { path, text } of files) {
    const kind = fileKind(text);
    if (kind === 'organisation') {
      const read = parseOrganisationFile(text, path);
      if (read.ok) organisations.push(read.value);
      else faults.push(...read.fault);
    } else if (kind === 'server') {
      const read = parseServerFile(text, path);
      if (read.ok) servers.push(read.value);
      else faults.push(...read.fault);
    } else {
      const read = parsePolicyFile(text, path);
      if (read.ok) policies.push(read.value);
      else faults.push(...read.fault);
    }
  }
  const [organisation, second] = organisations;
  if (organisation !== undefined && second !== undefined)
    faults.push(
      second.faultAt('', `${organisation.file} describes the organisation too`, 'Keep one of the two files'),
    );
  const [server, other] = servers;
  if (server !== undefined && other !== undefined)
    faults.push(
      other.faultAt('', `${server.file} holds the settings of the server too`, 'Keep one of the two files'),
    );
  if (organisation !== undefined && faults.length === 0)
    faults.push(
      ...checkPolicies(organisation.value.organisation, policies, withPackApps(knownApps, policies)),
      ...(server === undefined ? [] : checkServer(server, organisation.value.organisation)),
    );
  return {
    faults: faults.sort(
      (one, other) => (one.file < other.file ? -1 : one.file > other.file ? 1 : 0) || one.line - other.line,
    ),
    organisation: organisation?.value,
    server: server?.value,
    policies: policies.map(({ value }) => value),
  };
}

/** A pack's file brings apps that the built-in catalogue lacks. */
function withPackApps(
  known: ReadonlySet<string> | undefined,
  policies: readonly ReadFile<PolicyFile>[],
): ReadonlySet<string> | undefined {
  const { apps } = takePackApps(policies.flatMap(({ value }) => value.apps ?? []));
  return known === undefined ? undefined : new Set([...known, ...apps.map(({ id }) => id)]);
}

/** Server faults name files as the server does; their reader knows them by path. */
export const withLocalPaths = (fault: CliFault, files: readonly LocalFile[]): CliFault =>
  fault.faults === undefined
    ? fault
    : {
        ...fault,
        faults: fault.faults.map((one) => ({
          ...one,
          file: files.find(({ name }) => name === one.file)?.path ?? one.file,
        })),
      };

export async function knownApps(): Promise<ReadonlySet<string>> {
  const { builtInApps } = await import('#catalogue/load.ts');
  return new Set(builtInApps().map(({ id }) => id));
}

export type SoundFiles = {
  readonly files: readonly LocalFile[];
  readonly checked: {
    readonly organisation: OrganisationFile['organisation'];
    readonly server: ServerFile['server'];
    readonly policies: readonly PolicyFile[];
  };
};

/** The files, once they have no fault that can be found here. */
export async function soundFiles(paths: readonly string[]): Promise<Outcome<SoundFiles, CliFault>> {
  const files = gatherFiles(paths);
  if (!files.ok) return files;
  const { faults, organisation, server, policies } = checkFiles(files.value, await knownApps());
  if (faults.length > 0)
    return {
      ok: false,
      fault: { exit: 'invalid-files', message: 'the files have faults; nothing was sent', faults },
    };
  if (organisation === undefined)
    return failing('invalid-files', 'no file describes the organisation: give all files, or their folder');
  return ok({
    files: files.value,
    checked: { organisation: organisation.organisation, server: server?.server ?? {}, policies },
  });
}

export const forServer = (files: readonly LocalFile[]): { name: string; text: string }[] =>
  files.map(({ name, text }) => ({ name, text }));
