import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { Command, CommanderError } from 'commander';
import { formatFileFault } from '#policy/file-fault.ts';
import type { Cli } from './cli.ts';
import type { CliFault } from './cli-fault.ts';
import { commandTable } from './command-table.ts';
import { exitCodes } from './exit-codes.ts';
import { setUpHelp } from './help.ts';
import { createOutput, type Output, type Stream } from './output.ts';

/** The world in which a command runs: that of a process, or of a test. */
export type World = Pick<Cli, 'env' | 'signal' | 'endByItself' | 'confirm'> & {
  readonly out: Stream;
  readonly err: Stream;
};

/** Runs one command to its end. Gives the exit code; what is no fault of a command is thrown. */
export async function runPortvakt(args: readonly string[], world: World): Promise<number> {
  const out = createOutput(world.out, world.err, world.env);
  let code: number = exitCodes.ok.code;
  const cli: Cli = {
    env: world.env,
    out,
    signal: world.signal,
    endByItself: world.endByItself,
    confirm: world.confirm,
    now: () => Date.now(),
    handled:
      (handler) =>
      async (...given) => {
        const done = await handler(...given);
        if (!done.ok) code = report(out, done.fault);
      },
  };
  const words = args.filter((word) => !word.startsWith('-'));
  const program = await createProgram(cli, world, words[0] === 'help' ? words[1] : words[0]);
  if (args.length === 0) {
    program.outputHelp();
    return code;
  }
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (fault) {
    if (!(fault instanceof CommanderError)) throw fault;
    if (fault.exitCode !== 0) return exitCodes.usage.code;
  }
  return code;
}

/** All commands; of them only the chosen one is loaded, so that each starts fast. */
export async function createProgram(
  cli: Cli,
  world: Pick<World, 'out' | 'err'>,
  chosen: string | undefined,
): Promise<Command> {
  const program = new Command('portvakt')
    .description('One ban, every channel, told in plain language: for IT, and for the person at the PC.')
    .version(productVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'explain portvakt, or the command before it')
    .helpCommand(false)
    // `policy show --version 4` is not `--version`.
    .enablePositionalOptions()
    .showHelpAfterError('(add --help for what it takes)')
    .configureOutput({
      writeOut: (text) => void world.out.write(text),
      writeErr: (text) => void world.err.write(text),
    })
    .exitOverride();
  for (const { name, summary, group, load } of commandTable) {
    const command = program.command(name).helpGroup(group).description(summary);
    if (name === chosen) (await load())(command, cli);
  }
  setUpHelp(program, cli);
  return program;
}

function productVersion(): string {
  const path = findPackageJSON(import.meta.url);
  const found: unknown = path === undefined ? {} : JSON.parse(readFileSync(path, 'utf8'));
  return typeof found === 'object' && found !== null && 'version' in found
    ? String(found.version)
    : 'unknown';
}

function report(out: Output, fault: CliFault): number {
  // What `--detailed-exitcode` asks for is an answer, not a failure; so is a no at the terminal.
  if (fault.exit === 'changes' || fault.exit === 'declined') out.note(fault.message);
  else if (fault.exit !== 'interrupted') out.fault(fault.message);
  for (const one of fault.faults ?? []) out.note(formatFileFault(one));
  return exitCodes[fault.exit].code;
}
