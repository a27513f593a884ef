import type { CommandSetup } from '../cli.ts';
import { moment } from '../moments.ts';
import { callAndShow, serverVerb, type ServerOptions } from '../server-command.ts';

export const setUpSessions: CommandSetup = (command, cli) => {
  serverVerb(command, 'list', {
    does: 'your own browsers that are signed in',
    examples: ['portvakt sessions'],
    isDefault: true,
  }).action(
    cli.handled((options: ServerOptions) =>
      callAndShow(
        cli,
        options,
        (api) => api.call('listSessions', {}),
        ({ sessions }) =>
          cli.out.table(
            ['since', 'last used', 'until', 'by', 'from', 'browser'],
            sessions.map((one) => [
              moment(one.createdAt),
              moment(one.lastUsedAt),
              moment(one.expiresAt),
              one.by,
              one.address,
              one.browser,
            ]),
            'No browser is signed in as you.',
          ),
      ),
    ),
  );
  serverVerb(command, 'end-all', {
    does: 'sign all your own browsers out; your token stays good',
    examples: ['portvakt sessions end-all'],
  }).action(
    cli.handled((options: ServerOptions) =>
      callAndShow(
        cli,
        options,
        (api) => api.call('endSessions', {}),
        ({ ended }) => cli.out.line(`${ended} ${ended === 1 ? 'browser' : 'browsers'} signed out.`),
      ),
    ),
  );
  serverVerb(command, 'whoami', {
    does: 'who you are for the server',
    examples: ['portvakt sessions whoami'],
  }).action(
    cli.handled((options: ServerOptions) =>
      callAndShow(
        cli,
        options,
        (api) => api.call('getSession', {}),
        ({ operator, organisation }) =>
          cli.out.line(
            operator === undefined
              ? 'Nobody: the token is not known.'
              : `${operator.name}, ${operator.role} of ${operator.unit} (${organisation.name})`,
          ),
      ),
    ),
  );
};
