#!/usr/bin/env node
import { createInterface } from 'node:readline/promises';
import { exitCodes } from './exit-codes.ts';
import { runPortvakt } from './run.ts';

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

async function confirm(question: string): Promise<boolean | undefined> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) return undefined;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question(`${question} Type \`yes\`: `)).trim() === 'yes';
  } finally {
    lines.close();
  }
}

process.exitCode = await runPortvakt(process.argv.slice(2), {
  env: process.env,
  out: process.stdout,
  err: process.stderr,
  signal: interrupted.signal,
  endByItself: () => {
    endsByItself = true;
  },
  confirm,
});
