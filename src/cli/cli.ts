import type { Command } from 'commander';
import type { Outcome } from '#policy/outcome.ts';
import type { CliFault } from './cli-fault.ts';
import type { Output } from './output.ts';

/** What a command may use of the world around it. */
export type Cli = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: Output;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** From now on Ctrl-C and SIGTERM only abort the signal, so that the command can put things in order; a later second one ends at once. */
  readonly endByItself: () => void;
  /** Asks the person at the terminal; undefined where there is none, so that a script is never left waiting. */
  readonly confirm: (question: string) => Promise<boolean | undefined>;
  readonly now: () => number;
  /** Turns what a command returns into an exit code and a sentence on standard error. */
  readonly handled: <A extends readonly unknown[]>(
    handler: (...args: A) => Promise<Outcome<unknown, CliFault>>,
  ) => (...args: A) => Promise<void>;
};

/** Each file in `commands/` exports one: it adds arguments, options, examples and the action. */
export type CommandSetup = (command: Command, cli: Cli) => void;
