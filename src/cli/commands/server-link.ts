import type { Command } from 'commander';
import { ok, type Outcome } from '#policy/outcome.ts';
import type { Cli } from '../cli.ts';
import { failing, type CliFault } from '../cli-fault.ts';
import { moment } from '../moments.ts';
import { openApi, withExamples, withServerOptions, type ServerOptions } from '../server-command.ts';

/** `portvakt server link`: a way into the console for whoever holds an administrator's token. */
export function setUpServerLink(server: Command, cli: Cli): void {
  const link = withServerOptions(server.command('link')).description(
    'a link that signs your browser in to the console as you, once, within 15 minutes',
  );
  withExamples(
    link,
    'portvakt server link',
    'PORTVAKT_TOKEN_FILE=/var/lib/portvakt-server/administrator-token portvakt server link --server http://127.0.0.1:4711',
  );
  link.action(cli.handled((options: ServerOptions) => makeLink(cli, options)));
}

async function makeLink(cli: Cli, options: ServerOptions): Promise<Outcome<unknown, CliFault>> {
  const api = openApi(cli, options);
  if (!api.ok) return api;
  const self = await api.value.call('getSession', {});
  if (!self.ok) return self;
  const name = self.value.operator?.name;
  const people = await api.value.call('listOperators', {});
  if (!people.ok) return people;
  const me = people.value.operators.find((one) => one.name === name && one.revokedAt === undefined);
  if (me === undefined) return failing('not-found', 'the server does not list whose token this is');
  const made = await api.value.call('makeSignInLink', { params: { operator: me.operator } });
  if (!made.ok) return made;
  if (options.json === true) cli.out.json(made.value);
  else {
    cli.out.line(made.value.url);
    cli.out.note(`It signs one browser in as ${me.name}, until ${moment(made.value.expiresAt)}.`);
  }
  return ok(undefined);
}
