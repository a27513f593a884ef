import { ok } from '#policy/outcome.ts';
import { requestWords } from '#locales/request-words.ts';
import { text } from '#locales/text.ts';
import { askAgent, withAgentOptions, type AgentOptions } from '../agent-door.ts';
import type { CommandSetup } from '../cli.ts';
import { moment } from '../moments.ts';
import { personOf } from '../person-language.ts';
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
        for (const one of requests) {
          const { request } = one;
          cli.out.heading(`${request.ban}: ${requestWords(person, one)}`);
          cli.out.line(`  ${moment(request.askedAt)}  ${request.purpose}`);
          if (request.device === 'dedicated')
            cli.out.line(`  ${text(person.language, 'device-class.dedicated', {})}`);
        }
      }
      return ok(undefined);
    }),
  );
};
