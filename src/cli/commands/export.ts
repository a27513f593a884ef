import { closeSync, openSync, writeSync } from 'node:fs';
import { Option, type Command } from 'commander';
import { ok, type Outcome } from '#policy/outcome.ts';
import { exportFormats } from '#protocol/console-outlets.ts';
import type { Api } from '../api-client.ts';
import type { Cli, CommandSetup } from '../cli.ts';
import { failing, systemCode, type CliFault } from '../cli-fault.ts';
import { defined } from '../defined.ts';
import { dayValue, slugValue } from '../option-values.ts';
import { openApi, withExamples, type ServerOptions } from '../server-command.ts';

type ExportOptions = Pick<ServerOptions, 'server'> & {
  readonly format: (typeof exportFormats)[number];
  readonly json?: boolean;
  readonly out?: string;
  readonly from?: string;
  readonly to?: string;
  readonly ban?: string;
  readonly unit?: string;
};
type Pour = (
  api: Api,
  options: ExportOptions,
  take: (piece: string) => void,
) => Promise<Outcome<undefined, CliFault>>;

export const setUpExport: CommandSetup = (command, cli) => {
  const events = verb(
    command,
    'events',
    'what agents reported; looks at people are audited, and told to them',
  )
    .option('--from <day>', 'first day, like 2026-11-01', dayValue)
    .option('--to <day>', 'last day', dayValue)
    .option('--ban <id>', 'only of this ban', slugValue)
    .option('--unit <id>', 'only of this unit and those below it', slugValue);
  pours(cli, events, (api, { format, from, to, ban, unit }, take) =>
    api.stream('exportEvents', { query: { format, ...defined({ from, to, ban, unit }) } }, take),
  );
  const audit = verb(command, 'audit', 'the audit, with the hashes of its chain')
    .option('--from <day>', 'first day, like 2026-11-01', dayValue)
    .option('--to <day>', 'last day', dayValue);
  pours(cli, audit, (api, { format, from, to }, take) =>
    api.stream('exportAudit', { query: { format, ...defined({ from, to }) } }, take),
  );
  const devices = verb(command, 'devices', 'enrolled PCs').option(
    '--unit <id>',
    'only of this unit and those below it',
    slugValue,
  );
  pours(cli, devices, (api, { format, unit }, take) =>
    api.stream('exportDevices', { query: { format, ...defined({ unit }) } }, take),
  );
};

function verb(parent: Command, name: string, does: string): Command {
  const command = parent
    .command(name)
    .description(does)
    .option('--server <url>', 'address of the server (else PORTVAKT_SERVER, else the one signed in to)')
    .addOption(new Option('--format <format>', 'of each row').choices(exportFormats).default('ndjson'))
    .option('--json', 'the same as --format ndjson')
    .option('--out <path>', 'a file that is not there yet (default: standard output)');
  return withExamples(command, `portvakt export ${name} --format csv --out ${name}.csv`);
}

function pours(cli: Cli, command: Command, pour: Pour): void {
  command.action(
    cli.handled(async (given: ExportOptions) => {
      const options: ExportOptions = given.json === true ? { ...given, format: 'ndjson' } : given;
      const api = openApi(cli, options);
      if (!api.ok) return api;
      if (options.out === undefined) return pour(api.value, options, (piece) => cli.out.exact(piece));
      return intoFile(cli, options.out, (take) => pour(api.value, options, take));
    }),
  );
}

async function intoFile(
  cli: Cli,
  path: string,
  pour: (take: (piece: string) => void) => Promise<Outcome<undefined, CliFault>>,
): Promise<Outcome<unknown, CliFault>> {
  let file: number;
  try {
    // People's data: readable by this account alone.
    file = openSync(path, 'wx', 0o600);
  } catch (fault) {
    const code = systemCode(fault);
    return code === 'EEXIST'
      ? failing('conflict', `${path} is there already`)
      : failing('fault', `${path} cannot be written (${code ?? 'unknown'})`);
  }
  let full: string | undefined;
  try {
    const done = await pour((piece) => {
      try {
        if (full === undefined) writeSync(file, piece);
      } catch (fault) {
        full = systemCode(fault) ?? 'unknown';
      }
    });
    if (!done.ok) return failing(done.fault.exit, `${done.fault.message}; ${path} is not whole`);
  } finally {
    closeSync(file);
  }
  if (full !== undefined) return failing('fault', `${path} is not whole: it cannot be written (${full})`);
  cli.out.note(`Written to ${path}.`);
  return ok(undefined);
}
