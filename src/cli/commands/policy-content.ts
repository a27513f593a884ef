import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { ok, type Outcome } from '#policy/outcome.ts';
import type { Cli } from '../cli.ts';
import { failing, systemCode, type CliFault } from '../cli-fault.ts';
import { defined } from '../defined.ts';
import { moment } from '../moments.ts';
import { wholeNumber } from '../option-values.ts';
import { callAndShow, openApi, serverVerb, type ServerOptions } from '../server-command.ts';

type VersionOptions = ServerOptions & { readonly version?: number };

/** What is applied: as files, and as what they say. */
export function setUpPolicyContent(command: Command, cli: Cli): void {
  serverVerb(command, 'files', {
    does: 'names, sizes and hashes of the applied files',
    examples: ['portvakt policy files --json'],
  }).action(
    cli.handled((options: ServerOptions) =>
      callAndShow(
        cli,
        options,
        (api) => api.call('listPolicyFiles', {}),
        ({ version, files }) => {
          cli.out.note(`Version ${version}`);
          cli.out.table(
            ['file', 'characters', 'sha-256'],
            files.map(({ name, characters, sha256 }) => [name, characters, sha256]),
          );
        },
      ),
    ),
  );

  serverVerb(command, 'content', {
    does: 'what the applied files say, all of them together, as JSON',
    examples: ['portvakt policy content | jq .content.server'],
  })
    .option('--version <n>', 'of this release (default: the newest)', wholeNumber(1, Number.MAX_SAFE_INTEGER))
    .action(
      cli.handled((options: VersionOptions) =>
        callAndShow(
          cli,
          options,
          (api) => api.call('getPolicyContent', { query: defined({ version: options.version }) }),
          (answer) => cli.out.json(answer),
        ),
      ),
    );
}

export const showFiles = (cli: Cli, options: VersionOptions): Promise<Outcome<unknown, CliFault>> =>
  callAndShow(
    cli,
    options,
    (api) => api.call('getPolicy', { query: defined({ version: options.version }) }),
    ({ version, appliedAt, appliedBy, files }) => {
      cli.out.note(`Version ${version}, applied ${moment(appliedAt)} by ${appliedBy}`);
      for (const { name, text } of files) {
        cli.out.line(`# --- ${name}`);
        cli.out.exact(text.endsWith('\n') ? text : `${text}\n`);
      }
    },
  );

/** Writes the applied files into a new folder, for `release sign --policy`, or to begin with git. */
export async function keepFiles(
  cli: Cli,
  folder: string,
  options: VersionOptions,
): Promise<Outcome<unknown, CliFault>> {
  const api = openApi(cli, options);
  if (!api.ok) return api;
  const read = await api.value.call('getPolicy', { query: defined({ version: options.version }) });
  if (!read.ok) return read;
  const { files, version } = read.value;
  // What a server calls its files is data: none of it leads out of the folder.
  const astray = files.find(({ name }) => name.split('/').some((part) => part === '..' || part === ''));
  if (astray !== undefined) return failing('fault', `the name of ${astray.name} leads out of the folder`);
  try {
    mkdirSync(folder);
    for (const { name, text } of files) {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text, { flag: 'wx' });
    }
  } catch (fault) {
    const code = systemCode(fault);
    if (code === undefined) throw fault;
    return code === 'EEXIST'
      ? failing('conflict', `${folder} is there already: name a folder that is not`)
      : failing('fault', `${folder} cannot be written (${code})`);
  }
  if (options.json === true) cli.out.json({ version, folder, files: files.map(({ name }) => name) });
  else cli.out.note(`Version ${version}: ${files.length} files in ${folder}`);
  return ok(undefined);
}
