import { ok, type Outcome } from '#policy/outcome.ts';
import type { ExemptionRecord } from '#protocol/console-exemptions.ts';
import type { Api } from '../api-client.ts';
import type { Cli, CommandSetup } from '../cli.ts';
import { failing, type CliFault } from '../cli-fault.ts';
import { defined } from '../defined.ts';
import { moment } from '../moments.ts';
import { idValue, untilValue, slugValue, wholeNumber } from '../option-values.ts';
import { callAndShow, withExamples, withServerOptions, type ServerOptions } from '../server-command.ts';

const states = ['waiting', 'half-approved', 'approved', 'ended', 'denied', 'withdrawn'] as const;
const day = 86_400_000;
type ListOptions = ServerOptions & {
  state?: string;
  device?: string;
  ban?: string;
  unit?: string;
  expiring?: number;
  limit?: number;
};
type GrantOptions = ServerOptions & { purpose: string; days?: number; until?: number; account?: string };

export const setUpExemptions: CommandSetup = (command, cli) => {
  setUpList(command, cli);

  const grant = withServerOptions(command.command('grant'))
    .description('exempt a PC, or one account on it, from one ban from now on')
    .argument('<device>', 'its id', idValue)
    .argument('<ban>', 'its id', slugValue)
    .requiredOption('--purpose <text>', 'what it is needed for')
    .option('--days <n>', 'for how many days', wholeNumber(1, 366))
    .option(
      '--until <time>',
      'or until when: 2026-12-24T12:00, or 2026-12-24 for the whole of that day too; in the time zone of this machine',
      untilValue,
    )
    .option('--account <name>', 'only this account on the PC');
  withExamples(
    grant,
    'portvakt exemptions grant 0123456789abcdef0123456789abcdef tiktok --purpose "culture night" --days 7',
    'portvakt exemptions grant 0123456789abcdef0123456789abcdef tiktok --purpose film --until 2026-12-24',
  );
  grant.action(
    cli.handled((device: string, ban: string, options: GrantOptions) => {
      const from = cli.now();
      const { days, until = days === undefined ? undefined : from + days * day } = options;
      if (until === undefined || (days !== undefined && options.until !== undefined))
        return Promise.resolve(failing('usage', 'write either --days or --until'));
      return callAndShow(
        cli,
        options,
        (api) =>
          api.call('grantExemption', {
            body: {
              device,
              ban,
              purpose: options.purpose,
              from,
              until,
              ...defined({ account: options.account }),
            },
          }),
        (record) => showRecords(cli, [record]),
      );
    }),
  );

  const approve = withServerOptions(command.command('approve'))
    .description('approve a request, as the first or the second approver')
    .argument('<exemption>', 'its id, from `exemptions list`', idValue)
    .option(
      '--days <n>',
      'fewer or more days than wished for; the second approver cannot change what the first approved',
      wholeNumber(1, 366),
    )
    .option('--reason <text>', 'shown to the person');
  withExamples(approve, 'portvakt exemptions approve fedcba9876543210fedcba9876543210 --days 7');
  approve.action(
    cli.handled((exemption: string, options: ServerOptions & { days?: number; reason?: string }) =>
      callAndShow(
        cli,
        options,
        (api) =>
          api.call('approveRequest', {
            params: { exemption },
            body: defined({ days: options.days, reason: options.reason }),
          }),
        (record) => {
          showRecords(cli, [record]);
          if (record.offlineCode !== undefined) showCode(cli, record.offlineCode);
        },
      ),
    ),
  );

  setUpCode(command, cli);

  for (const [verb, operation, description] of [
    ['deny', 'denyRequest', 'deny a request'],
    ['withdraw', 'withdrawExemption', 'end a grant before its time'],
  ] as const) {
    const answer = withServerOptions(command.command(verb))
      .description(description)
      .argument('<exemption>', 'its id, from `exemptions list`', idValue)
      .requiredOption('--reason <text>', 'shown to the person');
    withExamples(
      answer,
      `portvakt exemptions ${verb} fedcba9876543210fedcba9876543210 --reason "use the dedicated PC"`,
    );
    answer.action(
      cli.handled((exemption: string, options: ServerOptions & { reason: string }) =>
        callAndShow(
          cli,
          options,
          (api) => api.call(operation, { params: { exemption }, body: { reason: options.reason } }),
          (record) => showRecords(cli, [record]),
        ),
      ),
    );
  }
};

const setUpCode: CommandSetup = (command, cli) => {
  const code = withServerOptions(command.command('code'))
    .description('answer the characters that a PC without network shows, with a code to read out')
    .requiredOption('--device <id>', 'its id, from `devices list`', idValue)
    .requiredOption('--ban <id>', 'the rule that the person names', slugValue)
    .requiredOption('--challenge <characters>', 'what the person reads out')
    .requiredOption('--hours <n>', 'for how many hours, from when it is entered', wholeNumber(1, 72))
    .requiredOption('--purpose <text>', 'what it is needed for')
    .option('--account <name>', 'who it is for');
  withExamples(
    code,
    'portvakt exemptions code --device 0123456789abcdef0123456789abcdef --ban tiktok --challenge 7K3M-9QXW --hours 4 --purpose "culture night"',
  );
  code.action(
    cli.handled((options: CodeOptions) => {
      const { account, ban, challenge, device, hours, purpose } = options;
      return callAndShow(
        cli,
        options,
        (api) =>
          api.call('answerOfflineCode', {
            body: { device, ban, challenge, hours, purpose, ...defined({ account }) },
          }),
        (answer) => {
          showRecords(cli, [answer.exemption]);
          if (answer.code === undefined)
            cli.out.note(
              `The code comes with the second approval: portvakt exemptions approve ${answer.exemption.exemption}`,
            );
          else showCode(cli, answer.code);
        },
      );
    }),
  );
};
type CodeOptions = ServerOptions & {
  device: string;
  ban: string;
  challenge: string;
  hours: number;
  purpose: string;
  account?: string;
};

const showCode = (cli: Cli, code: string): void => cli.out.line(`Read out this code: ${code}`);

const setUpList: CommandSetup = (command, cli) => {
  const list = withServerOptions(command.command('list', { isDefault: true }))
    .description(
      'requests and grants, what changed last first; the look is shown to the users of these PCs (the default)',
    )
    .option('--state <state>', states.join(', '))
    .option('--device <id>', 'only this PC', idValue)
    .option('--ban <id>', 'only of this rule', slugValue)
    .option('--unit <id>', 'only of this unit and those below it', slugValue)
    .option(
      '--expiring <days>',
      'only what runs and ends within so many days, what ends first first',
      wholeNumber(1, 90),
    )
    .option('--limit <n>', 'at most so many', wholeNumber(1, 1_000_000));
  withExamples(list, 'portvakt exemptions --state waiting', 'portvakt exemptions list --expiring 7');
  list.action(
    cli.handled(async (options: ListOptions) => {
      const state = states.find((one) => one === options.state);
      if (options.state !== undefined && state === undefined)
        return failing('usage', `--state is one of: ${states.join(', ')}`);
      return callAndShow(
        cli,
        options,
        (api) =>
          allRecords(
            api,
            defined({
              state,
              device: options.device,
              ban: options.ban,
              unit: options.unit,
              expiresWithinDays: options.expiring,
            }),
            options.limit ?? Number.POSITIVE_INFINITY,
          ),
        ({ exemptions }) => showRecords(cli, exemptions),
      );
    }),
  );
};

type Filter = {
  readonly state?: ExemptionRecord['state'];
  readonly device?: string;
  readonly ban?: string;
  readonly unit?: string;
  readonly expiresWithinDays?: number;
};

/** Page after page, up to `most`. */
async function allRecords(
  api: Api,
  filter: Filter,
  most: number,
): Promise<Outcome<{ exemptions: ExemptionRecord[] }, CliFault>> {
  const exemptions: ExemptionRecord[] = [];
  let after: string | undefined;
  for (;;) {
    const limit = Math.min(500, most - exemptions.length);
    const page = await api.call('listExemptions', { query: { ...filter, limit, ...defined({ after }) } });
    if (!page.ok) return page;
    exemptions.push(...page.value.exemptions);
    const { next } = page.value;
    if (next === undefined || next === after || exemptions.length >= most) return ok({ exemptions });
    after = next;
  }
}

function showRecords(cli: Cli, records: readonly ExemptionRecord[]): void {
  cli.out.table(
    ['exemption', 'state', 'ban', 'device', 'account', 'days', 'until', 'approved', 'needed on', 'purpose'],
    records.map((one) => [
      one.exemption,
      one.state,
      one.ban,
      one.device,
      one.account ?? 'everybody',
      one.days,
      moment(one.until),
      `${one.approvedBy.length} of ${one.approversNeeded}`,
      one.neededOn,
      one.purpose,
    ]),
    'No requests and no grants.',
  );
}
