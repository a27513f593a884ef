import { Option } from 'commander';
import type { AnnouncementKind } from '#protocol/announcement.ts';
import type { SyslogSettings } from '#protocol/console-outlets.ts';
import type { Cli, CommandSetup } from '../cli.ts';
import { deliveryFault, kindsValue, showDelivery } from '../delivery-words.ts';
import { wholeNumber } from '../option-values.ts';
import { callAndShow, serverVerb, type ServerOptions } from '../server-command.ts';

type SetOptions = ServerOptions & {
  readonly host: string;
  readonly port: number;
  readonly transport: SyslogSettings['transport'];
  readonly format: SyslogSettings['format'];
  readonly kinds: readonly AnnouncementKind[];
  readonly hits?: boolean;
  readonly audit?: boolean;
};

export const setUpSyslog: CommandSetup = (command, cli) => {
  serverVerb(command, 'show', {
    does: 'where the SIEM listens',
    examples: ['portvakt syslog'],
    isDefault: true,
  }).action(
    cli.handled((options: ServerOptions) =>
      callAndShow(
        cli,
        options,
        (api) => api.call('getSyslog', {}),
        ({ syslog }) => showSyslog(cli, syslog),
      ),
    ),
  );
  serverVerb(command, 'set', {
    does: 'set where the SIEM listens, and what it is told',
    examples: ['portvakt syslog set --host siem.example.org --kinds rollout-halted --hits --audit'],
  })
    .requiredOption('--host <host>', 'of the SIEM')
    .option('--port <n>', 'its port', wholeNumber(1, 65_535), 6_514)
    .addOption(
      new Option('--transport <how>', 'how it gets there').choices(['tls', 'tcp', 'udp']).default('tls'),
    )
    .addOption(new Option('--format <format>', 'of a line').choices(['rfc5424', 'cef']).default('rfc5424'))
    .requiredOption('--kinds <kinds>', 'of what, comma-separated', kindsValue)
    .option('--hits', 'also of hits')
    .option('--audit', 'also the rows of the audit')
    .action(
      cli.handled((options: SetOptions) => {
        const { host, port, transport, format, kinds, hits = false, audit = false } = options;
        const syslog = { host, port, transport, format, kinds: [...kinds], hits, audit };
        return callAndShow(
          cli,
          options,
          (api) => api.call('setSyslog', { body: { syslog } }),
          (answer) => showSyslog(cli, answer.syslog),
        );
      }),
    );
  serverVerb(command, 'off', { does: 'send nothing any more', examples: ['portvakt syslog off'] }).action(
    cli.handled((options: ServerOptions) =>
      callAndShow(
        cli,
        options,
        (api) => api.call('setSyslog', { body: {} }),
        ({ syslog }) => showSyslog(cli, syslog),
      ),
    ),
  );
  serverVerb(command, 'test', {
    does: 'send a line at once and say how it went',
    examples: ['portvakt syslog test'],
  }).action(
    cli.handled(async (options: ServerOptions) => {
      const done = await callAndShow(
        cli,
        options,
        (api) => api.call('testSyslog', {}),
        (delivery) => showDelivery(cli, delivery),
      );
      return done.ok ? deliveryFault(done.value) : done;
    }),
  );
};

function showSyslog(cli: Cli, syslog: SyslogSettings | undefined): void {
  if (syslog === undefined) return cli.out.line('Nothing is sent to a SIEM.');
  cli.out.table(
    ['what', 'value'],
    [
      ['SIEM', `${syslog.host}:${syslog.port} (${syslog.transport}, ${syslog.format})`],
      ['kinds', syslog.kinds.join(' ')],
      ['hits', syslog.hits ? 'yes' : 'no'],
      ['audit', syslog.audit ? 'yes' : 'no'],
    ],
  );
}
