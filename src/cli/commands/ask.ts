import { ok } from '#policy/outcome.ts';
import { text } from '#locales/text.ts';
import { askAgent, withAgentOptions, type AgentOptions } from '../agent-door.ts';
import type { CommandSetup } from '../cli.ts';
import { slugValue, wholeNumber } from '../option-values.ts';
import { personOf } from '../person-language.ts';
import { withExamples } from '../server-command.ts';

type AskOptions = AgentOptions & { purpose: string; days: number };

export const setUpAsk: CommandSetup = (command, cli) => {
  withAgentOptions(command)
    .argument('<ban>', 'its id, from `portvakt status`', slugValue)
    .requiredOption('--purpose <text>', 'what you need it for')
    .requiredOption('--days <n>', 'for how many days', wholeNumber(1, 366));
  withExamples(command, 'portvakt ask tiktok --purpose "film from the culture night" --days 7');
  command.action(
    cli.handled(async (ban: string, options: AskOptions) => {
      const { purpose, days } = options;
      const answer = await askAgent(cli, options, { type: 'ask', ban, purpose, days });
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
