import { askAgent, withAgentOptions, type AgentOptions } from '../agent-door.ts';
import type { CommandSetup } from '../cli.ts';
import { withExamples } from '../server-command.ts';

export const setUpRescan: CommandSetup = (command, cli) => {
  withAgentOptions(command);
  withExamples(command, 'sudo portvakt rescan');
  command.action(
    cli.handled(async (options: AgentOptions) => {
      const done = await askAgent(cli, options, { type: 'rescan' }, 'admin');
      if (done.ok && options.json === true) cli.out.json({ rescanned: true });
      else if (done.ok) cli.out.line('Installed apps and processes are read anew.');
      return done;
    }),
  );
};
