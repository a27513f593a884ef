#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { Command, CommanderError } from 'commander';
import { formatFileFault } from '#policy/file-fault.ts';
import type { Cli } from './cli.ts';
import type { CliFault } from './cli-fault.ts';
import { commandTable } from './command-table.ts';
import { exitCodes } from './exit-codes.ts';
import { setUpHelp } from './help.ts';
import { createOutput, type Output } from './output.ts';

function productVersion(): string {
  const path = findPackageJSON(import.meta.url);
  const found: unknown = path === undefined ? {} : JSON.parse(readFileSync(path, 'utf8'));
  return typeof found === 'object' && found !== null && 'version' in found
    ? String(found.version)
    : 'unknown';
}

function report(out: Output, fault: CliFault): void {
  if (fault.exit !== 'interrupted') out.fault(fault.message);
  for (const one of fault.faults ?? []) out.note(formatFileFault(one));
  process.exitCode = exitCodes[fault.exit].code;
}

async function main(args: readonly string[]): Promise<void> {
  const out = createOutput(process.stdout, process.stderr, process.env);
  const interrupted = new AbortController();
  let endsByItself = false;
  let askedAt = Number.POSITIVE_INFINITY;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      // One Ctrl-C under npm arrives twice, from the terminal and from npm: only a later one is a second wish.
      const impatient = performance.now() - askedAt > 1_000;
      if (!interrupted.signal.aborted) askedAt = performance.now();
      interrupted.abort();
      if (impatient || !endsByItself) process.exit(exitCodes.interrupted.code);
    });
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (fault: NodeJS.ErrnoException) => {
      if (fault.code !== 'EPIPE') throw fault;
      // Whoever read us has seen enough (`| head`).
      interrupted.abort();
      if (!endsByItself) process.exit(exitCodes.ok.code);
    });
  const cli: Cli = {
    env: process.env,
    out,
    signal: interrupted.signal,
    endByItself: () => {
      endsByItself = true;
    },
    now: () => Date.now(),
    handled:
      (handler) =>
      async (...given) => {
        const done = await handler(...given);
        if (!done.ok) report(out, done.fault);
      },
  };

  const program = new Command('portvakt')
    .description('One ban, every channel, told in plain language: for IT, and for the person at the PC.')
    .version(productVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'explain portvakt, or the command before it')
    .helpCommand(false)
    // `policy show --version 4` is not `--version`.
    .enablePositionalOptions()
    .showHelpAfterError('(add --help for what it takes)')
    .exitOverride();
  const words = args.filter((word) => !word.startsWith('-'));
  const chosen = words[0] === 'help' ? words[1] : words[0];
  for (const { name, summary, group, load } of commandTable) {
    const command = program.command(name).helpGroup(group).description(summary);
    // Only the command that is asked for is loaded, so that each starts fast.
    if (name === chosen) (await load())(command, cli);
  }
  setUpHelp(program, cli);
  if (args.length === 0) {
    program.outputHelp();
    return;
  }
  try {
    await program.parseAsync(args, { from: 'user' });
  } catch (fault) {
    if (!(fault instanceof CommanderError)) throw fault;
    if (fault.exitCode !== 0) process.exitCode = exitCodes.usage.code;
  }
}

await main(process.argv.slice(2));
