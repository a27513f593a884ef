import { lstatSync } from 'node:fs';
import { Socket } from 'node:net';
import { carrier } from './carrier.ts';
import { doorFault } from './door-fault.ts';

/**
 * `main.ts <folder>`: carries bytes between the browser (standard input and output) and the agent's browser door, and reads
 * none of them. Ends with 0 when either side ends, and with 1 and one line on standard error where there is no door, or one
 * that belongs to somebody else.
 */
const folder = process.argv[2] ?? '';
const path = `${folder}/browser.sock`;
const fault = doorFault(folder, path, { uid: process.getuid?.() ?? -1, look: lstatSync });
if (fault === undefined) dial();
else end(fault);

function dial(): void {
  const done = (): never => process.exit(process.exitCode);
  const output = new Socket({ fd: 1, readable: false, writable: true });
  output.on('error', done);
  const door = carrier({}, output, done);
  door.on('error', (error: NodeJS.ErrnoException) => {
    if (process.exitCode === undefined)
      end(`the agent does not answer at ${path} (${error.code ?? error.message})`);
  });
  door.connect({ path }, () => {
    // From here on an end is an end, whatever the reason: the extension dials again.
    process.exitCode = 0;
    const input = carrier({ fd: 0, readable: true, writable: false }, door, done);
    input.on('error', done);
    input.resume();
  });
}

function end(why: string): void {
  process.stderr.write(`portvakt: ${why}\n`);
  process.exitCode = 1;
}
