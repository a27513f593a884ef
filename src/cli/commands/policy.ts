import { ok, type Outcome } from '#policy/outcome.ts';
import type { Cli, CommandSetup } from '../cli.ts';
import { failing, type CliFault } from '../cli-fault.ts';
import { defined } from '../defined.ts';
import { isEmpty, showDiff } from '../diff-words.ts';
import { moment } from '../moments.ts';
import { wholeNumber } from '../option-values.ts';
import { checkFiles, gatherFiles, withLocalPaths, type LocalFile } from '../policy-files.ts';
import {
  callAndShow,
  openApi,
  withExamples,
  withServerOptions,
  type ServerOptions,
} from '../server-command.ts';

type ApplyOptions = ServerOptions & { dryRun?: boolean; basedOn?: number };
type DiffOptions = ServerOptions & { from?: number; to?: number };
const version = wholeNumber(1, Number.MAX_SAFE_INTEGER);

export const setUpPolicy: CommandSetup = (command, cli) => {
  const validate = command
    .command('validate')
    .description('check policy and organisation files, without a server')
    .argument('<files...>', 'files, or folders with .yaml files')
    .option('--json', 'print JSON for scripts');
  withExamples(
    validate,
    'portvakt policy validate policies/',
    'portvakt policy validate organisation.yaml bans.yaml',
  );
  validate.action(
    cli.handled((paths: readonly string[], options: { json?: boolean }) =>
      validateFiles(cli, paths, options),
    ),
  );

  const apply = withServerOptions(command.command('apply'))
    .description('make these files the policy: all of them, and the organisation file')
    .argument('<files...>', 'files, or the folder that holds them')
    .option('--dry-run', 'only show what would change')
    .option('--based-on <version>', 'refuse if somebody changed the policy since this version', version);
  withExamples(apply, 'portvakt policy apply policies/ --dry-run', 'portvakt policy apply policies/');
  apply.action(
    cli.handled((paths: readonly string[], options: ApplyOptions) => applyFiles(cli, paths, options)),
  );

  const show = withServerOptions(command.command('show'))
    .description('the applied files, word for word')
    .option('--version <n>', 'of this release (default: the newest)', version);
  withExamples(show, 'portvakt policy show', 'portvakt policy show --version 4 --json');
  show.action(
    cli.handled((options: ServerOptions & { version?: number }) =>
      callAndShow(
        cli,
        options,
        (api) => api.call('getPolicy', { query: defined({ version: options.version }) }),
        ({ version: shown, appliedAt, appliedBy, files }) => {
          cli.out.note(`Version ${shown}, applied ${moment(appliedAt)} by ${appliedBy}`);
          for (const { name, text } of files) {
            cli.out.line(`# --- ${name}`);
            cli.out.exact(text.endsWith('\n') ? text : `${text}\n`);
          }
        },
      ),
    ),
  );

  const diff = withServerOptions(command.command('diff'))
    .description('what differs between the applied policy and these files, or between two versions')
    .argument('[files...]', 'files, or the folder that holds them')
    .option(
      '--from <version>',
      'compare from this version (default: with files the newest, with --to the one before it)',
      version,
    )
    .option('--to <version>', 'to this version, instead of files', version);
  withExamples(diff, 'portvakt policy diff policies/', 'portvakt policy diff --from 3 --to 4');
  diff.action(
    cli.handled((paths: readonly string[], options: DiffOptions) => diffFiles(cli, paths, options)),
  );

  const schema = command
    .command('schema')
    .description('the JSON Schema of a file, for editors')
    .argument('<kind>', 'policy or organisation');
  withExamples(schema, 'portvakt policy schema policy > policy.schema.json');
  schema.action(
    cli.handled(async (kind: string) => {
      const { fileSchemas } = await import('#policy/file-schemas.ts');
      const schemas = fileSchemas();
      if (kind !== 'policy' && kind !== 'organisation')
        return failing('usage', 'write `policy` or `organisation`');
      cli.out.json(schemas[kind]);
      return ok(undefined);
    }),
  );
};

async function knownApps(): Promise<ReadonlySet<string>> {
  const { builtInApps } = await import('#catalogue/load.ts');
  return new Set(builtInApps().map(({ id }) => id));
}

async function validateFiles(
  cli: Cli,
  paths: readonly string[],
  options: { readonly json?: boolean },
): Promise<Outcome<unknown, CliFault>> {
  const files = gatherFiles(paths);
  if (!files.ok) return files;
  const { faults, organisation, policies } = checkFiles(files.value, await knownApps());
  const bans = policies.reduce((sum, policy) => sum + policy.bans.length, 0);
  if (options.json === true)
    cli.out.json({ valid: faults.length === 0, files: files.value.map(({ path }) => path), faults });
  if (faults.length > 0)
    return {
      ok: false,
      fault: {
        exit: 'invalid-files',
        message: `${faults.length} ${faults.length === 1 ? 'fault' : 'faults'} in the files`,
        ...(options.json === true ? {} : { faults }),
      },
    };
  if (options.json === true) return ok(undefined);
  cli.out.line(
    `Valid: ${files.value.length} ${files.value.length === 1 ? 'file' : 'files'}, ${bans} ${bans === 1 ? 'ban' : 'bans'}.`,
  );
  if (organisation === undefined)
    cli.out.note('No organisation file was given: units, dates and inheritance were not checked.');
  return ok(undefined);
}

/** The files, once they have no fault that can be found here. */
async function soundFiles(paths: readonly string[]): Promise<Outcome<readonly LocalFile[], CliFault>> {
  const files = gatherFiles(paths);
  if (!files.ok) return files;
  const { faults, organisation } = checkFiles(files.value, await knownApps());
  if (faults.length > 0)
    return {
      ok: false,
      fault: { exit: 'invalid-files', message: 'the files have faults; nothing was sent', faults },
    };
  if (organisation === undefined)
    return failing('invalid-files', 'no file describes the organisation: give all files, or their folder');
  return files;
}

const forServer = (files: readonly LocalFile[]): { name: string; text: string }[] =>
  files.map(({ name, text }) => ({ name, text }));

async function applyFiles(
  cli: Cli,
  paths: readonly string[],
  options: ApplyOptions,
): Promise<Outcome<unknown, CliFault>> {
  const files = await soundFiles(paths);
  if (!files.ok) return files;
  const api = openApi(cli, options);
  if (!api.ok) return api;
  const answer = await api.value.call('applyPolicy', {
    body: {
      files: forServer(files.value),
      ...defined({ dryRun: options.dryRun, basedOn: options.basedOn }),
    },
  });
  if (!answer.ok) return { ok: false, fault: withLocalPaths(answer.fault, files.value) };
  const { applied, state, diff, version: now } = answer.value;
  if (options.json === true) {
    cli.out.json(answer.value);
    return ok(undefined);
  }
  showDiff(cli.out, diff);
  if (options.dryRun === true)
    cli.out.note(isEmpty(diff) ? '' : 'Nothing was applied. Without --dry-run, this would be.');
  else if (!applied) cli.out.note(`These files are version ${now} already.`);
  else if (state === 'awaiting-signature')
    cli.out.note(
      `Version ${now} awaits the organisation key: \`portvakt release sign --key org-key.pem\`, then \`portvakt release upload\`.`,
    );
  else cli.out.note(`Version ${now} is published.`);
  return ok(undefined);
}

async function diffFiles(
  cli: Cli,
  paths: readonly string[],
  options: DiffOptions,
): Promise<Outcome<unknown, CliFault>> {
  if (paths.length > 0 === (options.to !== undefined))
    return failing('usage', 'give either files or --to <version>');
  const files = paths.length === 0 ? ok([]) : await soundFiles(paths);
  if (!files.ok) return files;
  return callAndShow(
    cli,
    options,
    async (api) => {
      const answer = await api.call('getPolicyDiff', {
        body: {
          ...defined({ from: options.from, to: options.to }),
          ...(files.value.length === 0 ? {} : { files: forServer(files.value) }),
        },
      });
      return answer.ok ? answer : { ok: false, fault: withLocalPaths(answer.fault, files.value) };
    },
    (diff) => showDiff(cli.out, diff),
  );
}
