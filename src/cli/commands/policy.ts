import { ok, type Outcome } from '#policy/outcome.ts';
import type { Cli, CommandSetup } from '../cli.ts';
import { failing, type CliFault } from '../cli-fault.ts';
import { defined } from '../defined.ts';
import { applyFiles, type ApplyOptions } from '../apply-files.ts';
import { showDiff } from '../diff-words.ts';
import { wholeNumber } from '../option-values.ts';
import {
  checkFiles,
  forServer,
  gatherFiles,
  knownApps,
  soundFiles,
  withLocalPaths,
} from '../policy-files.ts';
import { callAndShow, withExamples, withServerOptions, type ServerOptions } from '../server-command.ts';
import { withApplyOptions } from './apply.ts';
import { keepFiles, setUpPolicyContent, showFiles } from './policy-content.ts';

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

  const apply = withApplyOptions(withServerOptions(command.command('apply')))
    .description('make these files the policy; the same as `portvakt apply -f`')
    .argument('<files...>', 'files, or the folder that holds them');
  withExamples(apply, 'portvakt policy apply policies/ --dry-run', 'portvakt policy apply policies/');
  apply.action(
    cli.handled((paths: readonly string[], options: ApplyOptions) => applyFiles(cli, paths, options)),
  );

  const show = withServerOptions(command.command('show'))
    .description('the applied files, word for word')
    .option('--version <n>', 'of this release (default: the newest)', version)
    .option('--out <folder>', 'write them into this folder, which is not there yet');
  withExamples(show, 'portvakt policy show', 'portvakt policy show --version 4 --out org/');
  show.action(
    cli.handled((options: ServerOptions & { version?: number; out?: string }) =>
      options.out === undefined ? showFiles(cli, options) : keepFiles(cli, options.out, options),
    ),
  );
  setUpPolicyContent(command, cli);

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
    .argument('<kind>', 'policy, organisation or server');
  withExamples(schema, 'portvakt policy schema policy > policy.schema.json');
  schema.action(
    cli.handled(async (kind: string) => {
      const { fileSchemas } = await import('#policy/file-schemas.ts');
      const schemas = fileSchemas();
      if (kind !== 'policy' && kind !== 'organisation' && kind !== 'server')
        return failing('usage', 'write `policy`, `organisation` or `server`');
      cli.out.json(schemas[kind]);
      return ok(undefined);
    }),
  );
};

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

async function diffFiles(
  cli: Cli,
  paths: readonly string[],
  options: DiffOptions,
): Promise<Outcome<unknown, CliFault>> {
  if (paths.length > 0 === (options.to !== undefined))
    return failing('usage', 'give either files or --to <version>');
  const sound = paths.length === 0 ? undefined : await soundFiles(paths);
  if (sound?.ok === false) return sound;
  const files = sound?.value.files ?? [];
  return callAndShow(
    cli,
    options,
    async (api) => {
      const answer = await api.call('getPolicyDiff', {
        body: {
          ...defined({ from: options.from, to: options.to }),
          ...(files.length === 0 ? {} : { files: forServer(files) }),
        },
      });
      return answer.ok ? answer : { ok: false, fault: withLocalPaths(answer.fault, files) };
    },
    (diff) => showDiff(cli.out, diff),
  );
}
