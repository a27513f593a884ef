import { ok, type Outcome } from '#policy/outcome.ts';
import { roles } from '#protocol/console-operation.ts';
import type { OperatorSummary } from '#protocol/console-operators.ts';
import type { Cli, CommandSetup } from '../cli.ts';
import { failing, type CliFault } from '../cli-fault.ts';
import { defined } from '../defined.ts';
import { moment } from '../moments.ts';
import { idValue, slugValue, wholeNumber } from '../option-values.ts';
import { setUpOperatorChanges } from './operators-change.ts';
import {
  callAndShow,
  openApi,
  withExamples,
  withServerOptions,
  type ServerOptions,
} from '../server-command.ts';

type CreateOptions = ServerOptions & { role: string; unit?: string; expiresDays?: number };

export const setUpOperators: CommandSetup = (command, cli) => {
  withExamples(
    withServerOptions(command.command('list', { isDefault: true })).description(
      'people with a token, or known by the identity provider (the default)',
    ),
    'portvakt operators',
  ).action(
    cli.handled((options: ServerOptions) =>
      callAndShow(
        cli,
        options,
        (api) => api.call('listOperators', {}),
        ({ operators }) => showOperators(cli, operators),
      ),
    ),
  );

  const create = withServerOptions(command.command('create'))
    .description('make a token for a person in IT; its text is shown this once')
    .argument('<name>', 'the person; nobody else with a good token has the same name')
    .requiredOption('--role <role>', roles.join(', '))
    .option('--unit <id>', 'the unit for which this person answers (default: the whole)', slugValue)
    .option('--expires-days <n>', 'days until it ends (default: never)', wholeNumber(1, 3_660));
  withExamples(create, 'portvakt operators create kari --role approver --expires-days 365 > kari.token');
  create.action(cli.handled((name: string, options: CreateOptions) => createOperator(cli, name, options)));

  const revoke = withServerOptions(command.command('revoke'))
    .description('end a person’s token at once')
    .argument('<operator>', 'its id, from `operators list`', idValue);
  withExamples(revoke, 'portvakt operators revoke 00112233445566778899aabbccddeeff');
  revoke.action(
    cli.handled((operator: string, options: ServerOptions) =>
      callAndShow(
        cli,
        options,
        (api) => api.call('revokeOperator', { params: { operator } }),
        (revoked) => showOperators(cli, [revoked]),
      ),
    ),
  );
  setUpOperatorChanges(command, cli, (operators) => showOperators(cli, operators));
};

async function createOperator(
  cli: Cli,
  name: string,
  options: CreateOptions,
): Promise<Outcome<unknown, CliFault>> {
  const role = roles.find((one) => one === options.role);
  if (role === undefined) return failing('usage', `--role is one of: ${roles.join(', ')}`);
  const api = openApi(cli, options);
  if (!api.ok) return api;
  const made = await api.value.call('createOperatorToken', {
    body: { name, role, ...defined({ unit: options.unit, validDays: options.expiresDays }) },
  });
  if (!made.ok) return made;
  if (options.json === true) {
    cli.out.json(made.value);
    return ok(undefined);
  }
  cli.out.line(made.value.text);
  cli.out.note(`Operator token for ${name} (${role}).\nIt is a secret and is not shown again.`);
  return ok(undefined);
}

function showOperators(cli: Cli, operators: readonly OperatorSummary[]): void {
  cli.out.table(
    ['operator', 'name', 'role', 'unit', 'since', 'until', 'state'],
    operators.map((one) => [
      one.operator,
      one.name,
      one.role,
      one.unit,
      moment(one.createdAt),
      moment(one.expiresAt),
      one.revokedAt === undefined
        ? (one.expiresAt ?? Number.POSITIVE_INFINITY) <= cli.now()
          ? 'expired'
          : 'active'
        : 'revoked',
    ]),
  );
}
