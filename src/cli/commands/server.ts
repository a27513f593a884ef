import type { CommandSetup } from '../cli.ts';
import { callAndShow, withExamples, withServerOptions, type ServerOptions } from '../server-command.ts';
import { setUpServerBackup } from './server-backup.ts';
import { setUpServerLink } from './server-link.ts';

export const setUpServer: CommandSetup = (command, cli) => {
  setUpServerLink(command, cli);
  setUpServerBackup(command, cli);
  const show = withServerOptions(command.command('show', { isDefault: true })).description(
    'whose server it is, its versions, keys and counts (the default)',
  );
  withExamples(show, 'portvakt server', 'portvakt server --json');
  show.action(
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
              ...(info.connected === undefined ? [] : [['PCs connected now', info.connected]]),
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
