import { askAgent, withAgentOptions, type AgentOptions } from '../agent-door.ts';
import type { CommandSetup } from '../cli.ts';
import { failing } from '../cli-fault.ts';
import { readTokenFile } from '../connection.ts';
import { withExamples } from '../server-command.ts';

type EnrolOptions = AgentOptions & { server: string; tokenFile: string };

export const setUpEnrol: CommandSetup = (command, cli) => {
  withAgentOptions(command)
    .requiredOption('--server <url>', 'address for agents, wss://…')
    .requiredOption('--token-file <path>', 'file with the enrolment token; `-` reads standard input');
  withExamples(
    command,
    'sudo portvakt enrol --server wss://portvakt.example.org --token-file enrolment.token',
  );
  command.action(
    cli.handled(async (options: EnrolOptions) => {
      const { server } = options;
      if (!/^wss?:\/\/[^\s]{1,300}$/.test(server))
        return failing('usage', 'the address for agents begins with wss://');
      const token = readTokenFile(options.tokenFile);
      if (!token.ok) return token;
      const done = await askAgent(cli, options, { type: 'enrol', server, token: token.value }, 'admin');
      if (done.ok && options.json !== true) cli.out.line('The agent has its token; see `portvakt status`.');
      return done;
    }),
  );
};
