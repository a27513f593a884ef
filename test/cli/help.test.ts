import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { commandTable } from '#cli/command-table.ts';
import { createOutput } from '#cli/output.ts';
import { createProgram } from '#cli/run.ts';
import type { Cli } from '#cli/cli.ts';

let told = '';
const stream = { write: (text: string): void => void (told += text) };
const cli: Cli = {
  env: {},
  out: createOutput(stream, stream, {}),
  signal: new AbortController().signal,
  endByItself: () => undefined,
  confirm: () => Promise.resolve(undefined),
  now: () => 0,
  handled: () => () => Promise.resolve(),
};
const leaves = (command: Command): readonly Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
const nameOf = (command: Command): string =>
  command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;

describe('the help of every command', () => {
  it.each(commandTable.map(({ name }) => name))(
    '%s: a sentence, and an example that this very command reads',
    async (name) => {
      const program = await createProgram(cli, { out: stream, err: stream }, name);
      const command = program.commands.find((one) => one.name() === name);
      for (const leaf of command === undefined ? [] : leaves(command)) {
        told = '';
        leaf.outputHelp();
        expect([nameOf(leaf), leaf.description()]).not.toEqual([nameOf(leaf), '']);
        const examples =
          told
            .split(/^Examples?:$/m)[1]
            ?.trim()
            .split('\n') ?? [];
        expect([nameOf(leaf), examples.length > 0]).toEqual([nameOf(leaf), true]);
        // A command that is the default of its parent may be left out.
        const begins = [nameOf(leaf), nameOf(leaf.parent ?? leaf)];
        for (const example of examples) expect(begins.some((begin) => example.includes(begin))).toBe(true);
        const known = new Set(leaf.options.map(({ long }) => long));
        for (const example of examples)
          for (const [, option] of example.split(/ [|#>] /)[0]?.matchAll(/\s(--[a-z-]+)/g) ?? [])
            expect([example, known.has(option)]).toEqual([example, true]);
      }
    },
  );
});
