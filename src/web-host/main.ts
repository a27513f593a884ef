import { lstatSync } from 'node:fs';
import { connect } from 'node:net';
import { doorFault } from './door-fault.ts';

/**
 * `main.ts <folder>`: carries bytes between the browser (standard input and output) and the agent's browser door, reads none
 * of them, and keeps no more than one pipe's fill. Ends with 0 when either side ends, and with 1 and one line on standard
 * error where there is no door, or one that belongs to somebody else.
 */
const folder = process.argv[2] ?? '';
const path = `${folder}/browser.sock`;
const fault = doorFault(folder, path, { uid: process.getuid?.() ?? -1, look: lstatSync });
if (fault === undefined) carry();
else end(fault);

function carry(): void {
  let open = false;
  const door = connect(path);
  door.on('connect', () => {
    open = true;
    process.stdin.pipe(door);
    door.pipe(process.stdout);
  });
  // An end is an end, whatever the reason: the extension dials again.
  const done = (): void => process.exit(0);
  door.on('close', () => {
    if (!open) return;
    // What the agent said last still goes out to the browser.
    if (process.stdout.writableLength === 0) done();
    else process.stdout.once('drain', done);
  });
  door.on('error', (error: NodeJS.ErrnoException) => {
    if (!open) end(`the agent does not answer at ${path} (${error.code ?? error.message})`);
  });
  // What the browser said last has then gone to the agent.
  door.on('finish', done);
  process.stdin.on('error', done);
  process.stdout.on('error', done);
}

function end(why: string): void {
  process.stderr.write(`portvakt: ${why}\n`);
  process.exitCode = 1;
}
