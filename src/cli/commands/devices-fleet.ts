import type { Command } from 'commander';
import { ok, type Outcome } from '#policy/outcome.ts';
import type { ExpectedDevice } from '#protocol/console-fleet.ts';
import type { Api } from '../api-client.ts';
import type { Cli } from '../cli.ts';
import { failing, type CliFault } from '../cli-fault.ts';
import { defined } from '../defined.ts';
import { showErased } from '../erased-words.ts';
import { moment } from '../moments.ts';
import { idValue, wholeNumber } from '../option-values.ts';
import { readText } from '../release-document.ts';
import { callAndShow, openApi, serverVerb, type ServerOptions } from '../server-command.ts';

const id = '0123456789abcdef0123456789abcdef';
type ImportOptions = ServerOptions & { readonly dryRun?: boolean };

/** Many PCs at once, and what one PC is asked or told. */
export function setUpFleet(command: Command, cli: Cli): void {
  serverVerb(command, 'import', {
    does: 'put PCs into units, labels and classes by a CSV table',
    examples: ['portvakt devices import pcs.csv --dry-run', 'portvakt devices import pcs.csv'],
  })
    .argument('<file>', 'columns hostname or device, unit, labels, class; `-` reads standard input')
    .option('--dry-run', 'only say what would happen')
    .action(cli.handled((path: string, options: ImportOptions) => importDevices(cli, path, options)));

  serverVerb(command, 'expected', {
    does: 'PCs that were imported and have not enrolled yet',
    examples: ['portvakt devices expected --limit 100'],
  })
    .option('--limit <n>', 'at most so many', wholeNumber(1, 1_000_000))
    .action(
      cli.handled((options: ServerOptions & { limit?: number }) =>
        callAndShow(
          cli,
          options,
          (api) => allExpected(api, options.limit ?? Number.POSITIVE_INFINITY),
          ({ expected, total }) => {
            cli.out.table(
              ['host', 'unit', 'class', 'labels', 'imported', 'by'],
              expected.map((one) => [
                one.hostName,
                one.unit,
                one.class,
                one.labels?.join(' '),
                moment(one.importedAt),
                one.importedBy,
              ]),
              'None is waited for.',
            );
            if (expected.length < total) cli.out.note(`${expected.length} of ${total}`);
          },
        ),
      ),
    );

  serverVerb(command, 'policy', {
    does: 'what holds for one PC, each value with its origin; the look is audited, and shown to its user',
    examples: [`portvakt devices policy ${id}`],
  })
    .argument('<device>', 'its id', idValue)
    .action(
      cli.handled((device: string, options: ServerOptions) =>
        callAndShow(
          cli,
          options,
          (api) => api.call('getDevicePolicy', { params: { device } }),
          ({ release, target, path, class: use, values }) => {
            cli.out.note(
              `${path.join(' < ')}, ${use}; applies release ${release}${target === undefined || target === release ? '' : `, is to apply ${target}`}`,
            );
            cli.out.table(
              ['ban', 'of unit', 'how', 'written', 'here today', 'why', 'exempted until', 'really enforced'],
              values.map((one) => [
                one.ban,
                one.unit,
                one.binding,
                one.effect,
                one.effectToday,
                one.why.join(', '),
                one.exemption === undefined ? undefined : moment(one.exemption.until),
                one.truth.map(({ channel, level }) => `${channel} ${level}`).join(', ') || undefined,
              ]),
              'No bans concern this PC.',
            );
          },
        ),
      ),
    );

  for (const [name, operation, does] of [
    ['prove', 'askProof', 'ask a PC to prove now that its bans hold; audited, and told to its user'],
    ['rescan', 'askRescan', 'ask a PC to look anew at what it has; audited, and told to its user'],
  ] as const)
    serverVerb(command, name, { does, examples: [`portvakt devices ${name} ${id}`] })
      .argument('<device>', 'its id', idValue)
      .action(
        cli.handled((device: string, options: ServerOptions) =>
          callAndShow(
            cli,
            options,
            (api) => api.call(operation, { params: { device } }),
            ({ sent }) =>
              cli.out.line(sent ? 'It was asked.' : 'It is not connected, so that it was not asked.'),
          ),
        ),
      );

  serverVerb(command, 'erase', {
    does: 'forget a PC for good: its record, events, exemptions, and the texts of its audit entries',
    examples: [`portvakt devices erase ${id} --reason scrapped --yes`],
  })
    .argument('<device>', 'its id', idValue)
    .requiredOption('--reason <text>', 'why; it is audited')
    .option('--yes', 'do not ask')
    .action(
      cli.handled(async (device: string, options: ServerOptions & { reason: string; yes?: boolean }) => {
        if (options.yes !== true && (await cli.confirm(`Forget ${device} for good?`)) === false)
          return failing('declined', 'Nothing was erased.');
        return callAndShow(
          cli,
          options,
          (api) => api.call('eraseDevice', { params: { device }, body: { reason: options.reason } }),
          (erased) => showErased(cli, erased),
        );
      }),
    );
}

async function importDevices(
  cli: Cli,
  path: string,
  options: ImportOptions,
): Promise<Outcome<unknown, CliFault>> {
  const csv = readText(path);
  if (!csv.ok) return csv;
  const api = openApi(cli, options);
  if (!api.ok) return api;
  const body = { csv: csv.value, ...defined({ dryRun: options.dryRun }) };
  const done = await api.value.call('importDevices', { body });
  if (!done.ok) return done;
  const { rows, changed, unchanged, notYetEnrolled, broken } = done.value;
  if (options.json === true) cli.out.json(done.value);
  else {
    cli.out.line(
      `${rows} rows: ${changed} PCs ${options.dryRun === true ? 'would be changed' : 'changed'}, ${unchanged} as they were, ${notYetEnrolled} not enrolled yet, ${broken.length} broken.`,
    );
    for (const { row, column, why } of broken)
      cli.out.note(`${path}:${row}${column === undefined ? '' : `, column ${column}`}: ${why}`);
  }
  return broken.length === 0
    ? ok(undefined)
    : failing(
        options.dryRun === true ? 'invalid-files' : 'fault',
        `${broken.length} of ${rows} rows were not taken; ${options.dryRun === true ? 'the others would be' : 'the others were'}`,
      );
}

async function allExpected(
  api: Api,
  most: number,
): Promise<Outcome<{ expected: ExpectedDevice[]; total: number }, CliFault>> {
  const expected: ExpectedDevice[] = [];
  let after: string | undefined;
  for (;;) {
    const limit = Math.min(500, most - expected.length);
    const page = await api.call('listExpected', { query: { limit, ...defined({ after }) } });
    if (!page.ok) return page;
    expected.push(...page.value.expected);
    const { next, total } = page.value;
    if (next === undefined || next === after || expected.length >= most) return ok({ expected, total });
    after = next;
  }
}
