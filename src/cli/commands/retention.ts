import type { CommandSetup } from '../cli.ts';
import { moment } from '../moments.ts';
import { callAndShow, withExamples, withServerOptions, type ServerOptions } from '../server-command.ts';

export const setUpRetention: CommandSetup = (command, cli) => {
  withExamples(withServerOptions(command), 'portvakt retention', 'portvakt retention --json');
  command.action(
    cli.handled((options: ServerOptions) =>
      callAndShow(
        cli,
        options,
        (api) => api.call('getRetention', {}),
        ({ kinds, lastRun, deleted }) => {
          cli.out.table(
            ['kind', 'days kept', '', 'held now', 'oldest'],
            kinds.map((one) => [
              one.kind,
              one.days,
              one.isDefault ? 'default' : 'from server.yaml',
              one.rows,
              moment(one.oldest),
            ]),
          );
          cli.out.note(
            lastRun === undefined
              ? 'Nothing was deleted yet.'
              : `Last run ${moment(lastRun)}: ${deleted} rows deleted.`,
          );
        },
      ),
    ),
  );
};
