import { ok, type Outcome } from '#policy/outcome.ts';
import type { TokenSummary } from '#protocol/console-devices.ts';
import type { Cli, CommandSetup } from '../cli.ts';
import type { CliFault } from '../cli-fault.ts';
import { defined } from '../defined.ts';
import { moment } from '../moments.ts';
import { idValue, several, slugValue, wholeNumber } from '../option-values.ts';
import {
  callAndShow,
  openApi,
  withExamples,
  withServerOptions,
  type ServerOptions,
} from '../server-command.ts';

type CreateOptions = ServerOptions & {
  name: string;
  uses: number;
  expiresDays: number;
  approval?: boolean;
  unit?: string;
  label?: readonly string[];
};

export const setUpToken: CommandSetup = (command, cli) => {
  const create = withServerOptions(command.command('create'))
    .description('make an enrolment token; its text is shown this once')
    .option('--name <text>', 'what it is for', 'portvakt token create')
    .option('--uses <n>', 'how many PCs may enrol by it', wholeNumber(1, 1_000_000), 1)
    .option('--expires-days <n>', 'days until it ends', wholeNumber(1, 730), 7)
    .option('--approval', 'each PC waits until somebody approves it')
    .option('--unit <id>', 'the unit that PCs come into (default: the whole organisation)', slugValue)
    .option('--label <label>', 'a label that PCs get; may be repeated', several);
  withExamples(
    create,
    'portvakt token create --name intune --uses 500 --expires-days 30',
    'portvakt token create --approval > enrolment.token',
  );
  create.action(cli.handled((options: CreateOptions) => createToken(cli, options)));

  const list = withServerOptions(command.command('list')).description('tokens, without their secrets');
  withExamples(list, 'portvakt token list');
  list.action(
    cli.handled((options: ServerOptions) =>
      callAndShow(
        cli,
        options,
        (api) => api.call('listTokens', {}),
        ({ tokens }) => showTokens(cli, tokens),
      ),
    ),
  );

  const revoke = withServerOptions(command.command('revoke'))
    .description('end a token at once; enrolled PCs stay')
    .argument('<token>', 'its id, from `token list`', idValue);
  withExamples(revoke, 'portvakt token revoke 0123456789abcdef0123456789abcdef');
  revoke.action(
    cli.handled((token: string, options: ServerOptions) =>
      callAndShow(
        cli,
        options,
        (api) => api.call('revokeToken', { params: { token } }),
        (revoked) => showTokens(cli, [revoked]),
      ),
    ),
  );
};

async function createToken(cli: Cli, options: CreateOptions): Promise<Outcome<unknown, CliFault>> {
  const api = openApi(cli, options);
  if (!api.ok) return api;
  const made = await api.value.call('createToken', {
    body: {
      name: options.name,
      uses: options.uses,
      validHours: options.expiresDays * 24,
      ...defined({
        needsApproval: options.approval,
        unit: options.unit,
        labels: options.label === undefined ? undefined : [...options.label],
      }),
    },
  });
  if (!made.ok) return made;
  const { text, token } = made.value;
  if (options.json === true) {
    cli.out.json(made.value);
    return ok(undefined);
  }
  cli.out.line(text);
  cli.out.note(
    `Enrolment token ${token.token}: ${token.uses} ${token.uses === 1 ? 'PC' : 'PCs'}, until ${moment(token.expiresAt)}${token.needsApproval ? ', each to be approved' : ''}.\nIt is a secret and is not shown again.`,
  );
  return ok(undefined);
}

function showTokens(cli: Cli, tokens: readonly TokenSummary[]): void {
  cli.out.table(
    ['token', 'name', 'left', 'until', 'approval', 'unit', 'labels', 'made by', 'state'],
    tokens.map((one) => [
      one.token,
      one.name,
      `${one.usesLeft} of ${one.uses}`,
      moment(one.expiresAt),
      one.needsApproval ? 'yes' : 'no',
      one.unit,
      one.labels.join(' '),
      one.createdBy,
      tokenState(one, cli.now()),
    ]),
    'No tokens.',
  );
}

function tokenState({ revokedAt, expiresAt, usesLeft }: TokenSummary, now: number): string {
  if (revokedAt !== undefined) return 'revoked';
  if (expiresAt <= now) return 'expired';
  return usesLeft === 0 ? 'used up' : 'open';
}
