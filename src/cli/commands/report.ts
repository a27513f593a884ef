import { Option } from 'commander';
import { writeFileSync } from 'node:fs';
import { ok, type Outcome } from '#policy/outcome.ts';
import { languages, type Language } from '#policy/primitives.ts';
import type { Report, Reported } from '#protocol/console-report.ts';
import type { Cli, CommandSetup } from '../cli.ts';
import { failing, systemCode, type CliFault } from '../cli-fault.ts';
import { defined } from '../defined.ts';
import { dayValue, slugValue } from '../option-values.ts';
import { percent } from '../preview-words.ts';
import {
  callAndShow,
  openApi,
  withExamples,
  withServerOptions,
  type ServerOptions,
} from '../server-command.ts';

type ReportOptions = ServerOptions & {
  readonly from: string;
  readonly to: string;
  readonly unit?: string;
  readonly html?: string;
  readonly language?: Language;
};

export const setUpReport: CommandSetup = (command, cli) => {
  withServerOptions(command)
    .requiredOption('--from <day>', 'first day, like 2026-11-01', dayValue)
    .requiredOption('--to <day>', 'last day', dayValue)
    .option('--unit <id>', 'with all below it (default: your own)', slugValue)
    .option('--html <path>', 'write the page to print or to keep; `-` is standard output')
    .addOption(new Option('--language <language>', 'of the page').choices(languages));
  withExamples(
    command,
    'portvakt report --from 2026-10-01 --to 2026-10-31',
    'portvakt report --from 2026-10-01 --to 2026-10-31 --unit school --language nb --html report.html',
  );
  command.action(
    cli.handled((options: ReportOptions) => {
      const query = { from: options.from, to: options.to, ...defined({ unit: options.unit }) };
      if (options.html !== undefined) return keepPage(cli, options.html, query, options);
      if (options.language !== undefined)
        return Promise.resolve(failing('usage', '--language goes with --html'));
      return callAndShow(
        cli,
        options,
        (api) => api.call('getReport', { query }),
        (report) => showReport(cli, report),
      );
    }),
  );
};

async function keepPage(
  cli: Cli,
  path: string,
  query: { readonly from: string; readonly to: string; readonly unit?: string },
  options: ReportOptions,
): Promise<Outcome<unknown, CliFault>> {
  const api = openApi(cli, options);
  if (!api.ok) return api;
  const pieces: string[] = [];
  const wanted = { ...query, ...defined({ language: options.language }) };
  const done = await api.value.stream('exportReport', { query: wanted }, (piece) => void pieces.push(piece));
  if (!done.ok) return done;
  const page = pieces.join('');
  if (path === '-') cli.out.exact(page);
  else
    try {
      writeFileSync(path, page);
      if (options.json === true) cli.out.json({ path, characters: page.length });
      else cli.out.note(`Written to ${path}: print it from a browser.`);
    } catch (fault) {
      return failing('fault', `${path} cannot be written (${systemCode(fault) ?? 'unknown'})`);
    }
  return ok(undefined);
}

const told = (number: Reported): string =>
  typeof number === 'number' ? String(number) : `under ${number.under}`;

function showReport(
  cli: Cli,
  { organisation, unitName, from, to, devices, bans, daysNotKept }: Report,
): void {
  cli.out.heading(`${organisation}, ${unitName}: ${from} to ${to}`);
  cli.out.line(
    `${devices.active} of ${devices.enrolled} enrolled PCs are active; silent: ${told(devices.silent)}. Phones are not covered.`,
  );
  if (daysNotKept > 0)
    cli.out.note(`Hits, removals and proofs of ${daysNotKept} days of this period are no longer kept.`);
  cli.out.table(
    ['ban', 'unit', 'effect', 'PCs', 'enforced', 'share', 'hits', 'exemptions running'],
    bans.map((one) => [
      one.ban,
      one.unit,
      one.effect,
      told(one.devices),
      told(one.enforced),
      one.share === undefined ? undefined : percent(one.share),
      one.hits.map(({ hits }) => told(hits)).join(' + ') || 0,
      told(one.exemptions.running),
    ]),
    'No bans in this period.',
  );
}
