import { ok } from '#policy/outcome.ts';
import { text } from '#locales/text.ts';
import { askAgent, withAgentOptions, type AgentOptions } from '../agent-door.ts';
import type { CommandSetup } from '../cli.ts';
import type { LocalAnswer } from '#local-client/client.ts';
import { moment } from '../moments.ts';
import { personOf, type Person } from '../person-language.ts';
import { withExamples } from '../server-command.ts';

export const setUpRequests: CommandSetup = (command, cli) => {
  withAgentOptions(command);
  withExamples(command, 'portvakt requests');
  command.action(
    cli.handled(async (options: AgentOptions) => {
      const answer = await askAgent(cli, options, { type: 'requests' });
      if (!answer.ok) return answer;
      const { requests } = answer.value;
      if (options.json === true) cli.out.json({ requests });
      else {
        const person = personOf(cli.env);
        for (const { request, answer: given } of requests) {
          cli.out.heading(`${request.ban}: ${answerWords(person, given)}`);
          cli.out.line(`  ${moment(request.askedAt)}  ${request.purpose}`);
          if (given.reason !== undefined) cli.out.line(`  ${given.reason}`);
        }
      }
      return ok(undefined);
    }),
  );
};

type Answer = LocalAnswer<'requests'>['requests'][number]['answer'];

function answerWords({ language, timeZone }: Person, { state, until }: Answer): string {
  if (state !== 'approved') return text(language, `request.${state}`, {});
  return until === undefined ? state : text(language, 'request.approved', { until }, timeZone);
}
