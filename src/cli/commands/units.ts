import type { CommandSetup } from '../cli.ts';
import { callAndShow, withExamples, withServerOptions, type ServerOptions } from '../server-command.ts';

export const setUpUnits: CommandSetup = (command, cli) => {
  withExamples(withServerOptions(command), 'portvakt units', 'portvakt units --json');
  command.action(
    cli.handled((options: ServerOptions) =>
      callAndShow(
        cli,
        options,
        (api) => api.call('listUnits', {}),
        ({ units }) =>
          cli.out.table(
            ['unit', 'name', 'below', 'PCs', 'awaiting', 'silent', 'own bans'],
            units.map((one) => [
              one.unit,
              one.name,
              one.parent,
              one.devices,
              one.awaiting,
              one.silent,
              one.bans,
            ]),
          ),
      ),
    ),
  );
};
