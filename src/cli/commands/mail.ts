import { Option } from 'commander';
import { ok, type Outcome } from '#policy/outcome.ts';
import type { AnnouncementKind } from '#protocol/announcement.ts';
import type { MailSettings } from '#protocol/console-outlets.ts';
import type { Cli, CommandSetup } from '../cli.ts';
import { failing, type CliFault } from '../cli-fault.ts';
import { defined } from '../defined.ts';
import { deliveryFault, kindsValue, showDelivery } from '../delivery-words.ts';
import { several, wholeNumber } from '../option-values.ts';
import { readSecret } from '../secret-file.ts';
import { callAndShow, serverVerb, type ServerOptions } from '../server-command.ts';

type SetOptions = ServerOptions & {
  readonly host: string;
  readonly port: number;
  readonly tls: 'starttls' | 'tls' | 'none';
  readonly user?: string;
  readonly passwordFile?: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly kinds: readonly AnnouncementKind[];
};

export const setUpMail: CommandSetup = (command, cli) => {
  serverVerb(command, 'show', {
    does: 'how the server sends mail',
    examples: ['portvakt mail'],
    isDefault: true,
  }).action(
    cli.handled((options: ServerOptions) =>
      callAndShow(
        cli,
        options,
        (api) => api.call('getMail', {}),
        ({ mail }) => showMail(cli, mail),
      ),
    ),
  );
  serverVerb(command, 'set', {
    does: 'set how the server sends mail, and of what',
    examples: [
      'portvakt mail set --host mail.example.org --from portvakt@example.org --to it@example.org --kinds ban-review-due --user portvakt --password-file mail.secret',
    ],
  })
    .requiredOption('--host <host>', 'the mail server')
    .option('--port <n>', 'its port', wholeNumber(1, 65_535), 587)
    .addOption(
      new Option('--tls <how>', 'how it is encrypted')
        .choices(['starttls', 'tls', 'none'])
        .default('starttls'),
    )
    .option('--user <name>', 'whom to sign in as')
    .option('--password-file <path>', 'where the password stands; left out, the present one stays')
    .requiredOption('--from <address>', 'the sender')
    .requiredOption('--to <addresses>', 'who gets it, comma-separated; may be repeated', several)
    .requiredOption('--kinds <kinds>', 'of what, comma-separated', kindsValue)
    .action(cli.handled((options: SetOptions) => setMail(cli, options)));
  serverVerb(command, 'off', { does: 'send no mail any more', examples: ['portvakt mail off'] }).action(
    cli.handled((options: ServerOptions) =>
      callAndShow(
        cli,
        options,
        (api) => api.call('setMail', { body: {} }),
        ({ mail }) => showMail(cli, mail),
      ),
    ),
  );
  serverVerb(command, 'test', {
    does: 'send a mail at once and say how it went',
    examples: ['portvakt mail test'],
  }).action(
    cli.handled(async (options: ServerOptions) => {
      const done = await callAndShow(
        cli,
        options,
        (api) => api.call('testMail', {}),
        (delivery) => showDelivery(cli, delivery),
      );
      return done.ok ? deliveryFault(done.value) : done;
    }),
  );
};

async function setMail(cli: Cli, options: SetOptions): Promise<Outcome<unknown, CliFault>> {
  const { host, port, tls, user, from, to, kinds } = options;
  const password: Outcome<string | undefined, CliFault> =
    options.passwordFile === undefined ? ok(undefined) : readSecret(options.passwordFile);
  if (!password.ok) return password;
  if (password.value !== undefined && user === undefined)
    return failing('usage', 'a password goes with --user');
  const mail = {
    host,
    port,
    tls,
    from,
    to: [...to],
    kinds: [...kinds],
    ...defined({ user, password: password.value }),
  };
  return callAndShow(
    cli,
    options,
    (api) => api.call('setMail', { body: { mail } }),
    (answer) => showMail(cli, answer.mail),
  );
}

function showMail(cli: Cli, mail: MailSettings | undefined): void {
  if (mail === undefined) return cli.out.line('No mail is sent.');
  cli.out.table(
    ['what', 'value'],
    [
      ['server', `${mail.host}:${mail.port} (${mail.tls})`],
      ['user', mail.user],
      ['password', mail.hasPassword ? 'kept by the server' : 'none'],
      ['from', mail.from],
      ['to', mail.to.join(' ')],
      ['kinds', mail.kinds.join(' ')],
    ],
  );
}
