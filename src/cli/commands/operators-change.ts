import { Option, type Command } from 'commander';
import { roles, type Role } from '#protocol/console-operation.ts';
import type { OperatorSummary } from '#protocol/console-operators.ts';
import type { Cli } from '../cli.ts';
import { failing } from '../cli-fault.ts';
import { defined } from '../defined.ts';
import { moment } from '../moments.ts';
import { idValue, slugValue } from '../option-values.ts';
import { callAndShow, serverVerb, type ServerOptions } from '../server-command.ts';

const id = '00112233445566778899aabbccddeeff';
type SetOptions = ServerOptions & { readonly role?: Role; readonly unit?: string };

export function setUpOperatorChanges(
  command: Command,
  cli: Cli,
  show: (operators: readonly OperatorSummary[]) => void,
): void {
  serverVerb(command, 'set', {
    does: 'change a person’s role or unit, at once',
    examples: [`portvakt operators set ${id} --role editor`],
  })
    .argument('<operator>', 'its id, from `operators list`', idValue)
    .addOption(new Option('--role <role>', 'what this person may do').choices(roles))
    .option('--unit <id>', 'the unit for which this person answers', slugValue)
    .action(
      cli.handled(async (operator: string, options: SetOptions) => {
        const body = defined({ role: options.role, unit: options.unit });
        if (Object.keys(body).length === 0) return failing('usage', 'nothing to set: give --role or --unit');
        return callAndShow(
          cli,
          options,
          (api) => api.call('setOperator', { params: { operator }, body }),
          (changed) => show([changed]),
        );
      }),
    );
  serverVerb(command, 'link', {
    does: 'a link that signs a browser in as this person, once, within 15 minutes; it is shown this once',
    examples: [`portvakt operators link ${id}`],
  })
    .argument('<operator>', 'its id, from `operators list`', idValue)
    .action(
      cli.handled((operator: string, options: ServerOptions) =>
        callAndShow(
          cli,
          options,
          (api) => api.call('makeSignInLink', { params: { operator } }),
          ({ url, expiresAt }) => {
            cli.out.line(url);
            cli.out.note(`It is good once, until ${moment(expiresAt)}; it is a secret, and not shown again.`);
          },
        ),
      ),
    );
}
