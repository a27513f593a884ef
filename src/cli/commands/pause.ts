import type { BanPause } from '#protocol/console-rollouts.ts';
import type { Cli, CommandSetup } from '../cli.ts';
import { moment } from '../moments.ts';
import { slugValue, wholeNumber } from '../option-values.ts';
import { callAndShow, serverVerb, type ServerOptions } from '../server-command.ts';

export const setUpPause: CommandSetup = (command, cli) => {
  serverVerb(command, 'list', {
    does: 'the pauses that run now',
    examples: ['portvakt pause'],
    isDefault: true,
  }).action(
    cli.handled((options: ServerOptions) =>
      callAndShow(
        cli,
        options,
        (api) => api.call('listPauses', {}),
        ({ pauses }) => showPauses(cli, pauses),
      ),
    ),
  );
  serverVerb(command, 'start', {
    does: 'stop nothing for a ban for some hours',
    examples: ['portvakt pause start tiktok --hours 24 --reason "the culture night depends on it"'],
  })
    .argument('<ban>', 'the ban', slugValue)
    .requiredOption('--hours <n>', '1 to 72, as far as the organisation allows', wholeNumber(1, 72))
    .requiredOption('--reason <text>', 'why; it is audited')
    .action(
      cli.handled((ban: string, options: ServerOptions & { hours: number; reason: string }) =>
        callAndShow(
          cli,
          options,
          (api) =>
            api.call('pauseBan', {
              params: { ban },
              body: { hours: options.hours, reason: options.reason },
            }),
          (pause) => showPauses(cli, [pause]),
        ),
      ),
    );
  serverVerb(command, 'end', {
    does: 'end a pause before its time',
    examples: ['portvakt pause end tiktok'],
  })
    .argument('<ban>', 'the ban', slugValue)
    .action(
      cli.handled((ban: string, options: ServerOptions) =>
        callAndShow(
          cli,
          options,
          (api) => api.call('endPause', { params: { ban } }),
          (pause) => showPauses(cli, [pause]),
        ),
      ),
    );
};

function showPauses(cli: Cli, pauses: readonly BanPause[]): void {
  cli.out.table(
    ['ban', 'from', 'until', 'by', 'why'],
    pauses.map((one) => [one.ban, moment(one.from), moment(one.until), one.by, one.reason]),
    'Nothing is paused.',
  );
}
