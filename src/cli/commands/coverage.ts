import type { CommandSetup } from '../cli.ts';
import { defined } from '../defined.ts';
import { slugValue } from '../option-values.ts';
import { callAndShow, withExamples, withServerOptions, type ServerOptions } from '../server-command.ts';

type CoverageOptions = ServerOptions & { readonly unit?: string; readonly ban?: string };

export const setUpCoverage: CommandSetup = (command, cli) => {
  withServerOptions(command)
    .option('--unit <id>', 'only this unit and those below it', slugValue)
    .option('--ban <id>', 'only this ban', slugValue);
  withExamples(command, 'portvakt coverage --unit school', 'portvakt coverage --ban tiktok --json');
  command.action(
    cli.handled((options: CoverageOptions) =>
      callAndShow(
        cli,
        options,
        (api) => api.call('getCoverage', { query: defined({ unit: options.unit, ban: options.ban }) }),
        ({ devices, silent, private: own, releases, bans }) => {
          cli.out.heading(`${devices} PCs, ${silent} silent, ${own} private; phones are not covered`);
          cli.out.table(
            ['release', 'PCs'],
            releases.map((one) => [one.version === 0 ? 'none yet' : one.version, one.devices]),
            'No PC has told which release it holds.',
          );
          cli.out.line();
          cli.out.table(
            ['ban', 'unit', 'effect', 'PCs', 'channel', 'really enforced'],
            bans.flatMap(({ ban, unit, effect, devices: concerned, channels }) =>
              (channels.length === 0 ? [undefined] : channels).map((one) => [
                ban,
                unit,
                effect,
                concerned,
                one?.channel,
                one === undefined
                  ? 'no PC has told'
                  : Object.entries(one.levels)
                      .map(([level, count]) => `${level} ${count}`)
                      .join(', '),
              ]),
            ),
            'No bans.',
          );
        },
      ),
    ),
  );
};
