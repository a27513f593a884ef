import type { CommandSetup } from '../cli.ts';
import { callAndShow, withExamples, withServerOptions, type ServerOptions } from '../server-command.ts';

export const setUpServer: CommandSetup = (command, cli) => {
  withServerOptions(command);
  withExamples(command, 'portvakt server', 'portvakt server --json');
  command.action(
    cli.handled((options: ServerOptions) =>
      callAndShow(
        cli,
        options,
        (api) => api.call('getServerInfo', {}),
        (info) => {
          cli.out.heading(`${info.organisation.name} (${info.organisation.id})`);
          cli.out.table(
            ['what', 'value'],
            [
              ['server', info.serverVersion],
              ['protocol', info.protocol],
              ['release', info.release],
              ['PCs enrolled', info.devices],
              ['PCs connected now', info.connected],
              [
                'organisation key',
                info.keyMode === 'offline'
                  ? 'offline, in your own hands'
                  : 'with the server: whoever takes the server over can forge bans',
              ],
              ['key fingerprint', info.organisationKeyFingerprint],
            ],
          );
        },
      ),
    ),
  );
};
