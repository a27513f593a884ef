import { Option } from 'commander';
import { ok } from '#policy/outcome.ts';
import { text } from '#locales/text.ts';
import { askAgent, withAgentOptions, type AgentOptions } from '../agent-door.ts';
import type { CommandSetup } from '../cli.ts';
import { defined } from '../defined.ts';
import { slugValue, wholeNumber } from '../option-values.ts';
import { personOf } from '../person-language.ts';
import { withExamples } from '../server-command.ts';

const devices = ['this-pc', 'dedicated'] as const;
type AskOptions = AgentOptions & { purpose: string; days: number; device?: (typeof devices)[number] };

export const setUpAsk: CommandSetup = (command, cli) => {
  withAgentOptions(command)
    .argument('<ban>', 'its id, from `portvakt status`', slugValue)
    .requiredOption('--purpose <text>', 'what you need it for')
    .requiredOption('--days <n>', 'for how many days', wholeNumber(1, 366))
    .addOption(
      new Option('--device <which>', 'where you need it: on this PC, or on one kept for such use').choices(
        devices,
      ),
    );
  withExamples(command, 'portvakt ask tiktok --purpose "film from the culture night" --days 7');
  command.action(
    cli.handled(async (ban: string, options: AskOptions) => {
      const { purpose, days, device } = options;
      const answer = await askAgent(cli, options, {
        type: 'ask',
        ban,
        purpose,
        days,
        ...defined({ device }),
      });
      if (!answer.ok) return answer;
      const { request } = answer.value;
      if (options.json === true) cli.out.json({ request });
      else {
        cli.out.line(text(personOf(cli.env).language, 'ask.sent', {}));
        cli.out.line(`  ${request}  portvakt requests`);
      }
      return ok(undefined);
    }),
  );
};
