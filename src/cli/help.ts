import type { Command } from 'commander';
import { ok } from '#policy/outcome.ts';
import type { Cli } from './cli.ts';
import { failing } from './cli-fault.ts';
import { exitCodes } from './exit-codes.ts';

/** `portvakt help`, `portvakt help <command…>`, `portvakt help exit-codes`. */
export function setUpHelp(program: Command, cli: Cli): void {
  program
    .command('help')
    .helpGroup('Help:')
    .description('explain a command; `help exit-codes` lists how commands end')
    .argument('[words...]', 'a command, or `exit-codes`')
    .action(
      cli.handled(async (words: readonly string[]) => {
        if (words[0] === 'exit-codes') {
          cli.out.table(
            ['code', 'name', 'means'],
            Object.entries(exitCodes).map(([name, { code, means }]) => [code, name, means]),
          );
          return ok(undefined);
        }
        let command: Command = program;
        for (const word of words) {
          const next = command.commands.find((one) => one.name() === word);
          if (next === undefined)
            return failing('usage', `there is no command \`${words.join(' ')}\`: see \`portvakt --help\``);
          command = next;
        }
        command.outputHelp();
        return ok(undefined);
      }),
    );
}
