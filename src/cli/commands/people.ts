import type { CommandSetup } from '../cli.ts';
import { failing } from '../cli-fault.ts';
import { defined } from '../defined.ts';
import { showErased } from '../erased-words.ts';
import { idValue } from '../option-values.ts';
import { callAndShow, serverVerb, type ServerOptions } from '../server-command.ts';

type EraseOptions = ServerOptions & {
  readonly device?: string;
  readonly reason: string;
  readonly yes?: boolean;
};

export const setUpPeople: CommandSetup = (command, cli) => {
  serverVerb(command, 'erase', {
    does: 'forget what is kept of one account, on one PC or on all',
    examples: ['portvakt people erase ola --reason "request under article 17" --yes'],
  })
    .argument('<account>', 'as the operating system names it')
    .option('--device <id>', 'only on this PC', idValue)
    .requiredOption('--reason <text>', 'why; it is audited')
    .option('--yes', 'do not ask')
    .action(
      cli.handled(async (account: string, options: EraseOptions) => {
        if (options.yes !== true && (await cli.confirm(`Forget what is kept of ${account}?`)) === false)
          return failing('declined', 'Nothing was erased.');
        const body = { account, reason: options.reason, ...defined({ device: options.device }) };
        return callAndShow(
          cli,
          options,
          (api) => api.call('erasePerson', { body }),
          (erased) => showErased(cli, erased),
        );
      }),
    );
};
