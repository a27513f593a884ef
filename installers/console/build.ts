import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isBuilt } from './newer.ts';

const top = join(import.meta.dirname, '../..');
export const usualOutFolder = join(top, '.cache/console');

const usage = `Usage: npm run build:console -- [options]

Builds the web console into a folder that the server serves.

  --out <folder>   where to (default .cache/console)
  --if-newer       only where a source is newer than what stands there
  --if-possible    a build that cannot be made is no failure: the server says then that it has no console
  --quiet          say nothing where all went well
  --help           this text
`;

/** `npm run build:console`. The code at which the program ends. */
async function runBuild(args: readonly string[]): Promise<number> {
  let ifPossible = false;
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        out: { type: 'string' },
        'if-newer': { type: 'boolean' },
        'if-possible': { type: 'boolean' },
        quiet: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    });
    ifPossible = values['if-possible'] === true;
    if (values.help === true) {
      process.stdout.write(usage);
      return 0;
    }
    const folder = resolve(values.out ?? usualOutFolder);
    if (values['if-newer'] === true && isBuilt(top, folder)) return 0;
    // Only now: a production install has no bundler.
    const { buildConsole } = await import('./build-console.ts');
    await buildConsole(top, folder);
    if (values.quiet !== true) process.stdout.write(`the console is built in ${folder}\n`);
    return 0;
  } catch (error) {
    const why = error instanceof Error ? firstLines(error.message) : String(error);
    process.stderr.write(ifPossible ? `the console was not built: ${why}\n` : `build:console: ${why}\n`);
    return ifPossible ? 0 : 1;
  }
}

const firstLines = (message: string): string =>
  message
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, 3)
    .join(' ');

if (import.meta.main) process.exitCode = await runBuild(process.argv.slice(2));
