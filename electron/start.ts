import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execInForeground } from '#platform/exec.ts';
import { buildTray, usualOutFolder } from './build.ts';

/** `npm run tray`: builds the tray and starts it. What follows on the command line is Electron's. */
const packageFolder = join(import.meta.dirname, '../node_modules/electron');

/** What the electron package's installer has put there; it writes the name of the program beside it. */
function installed(): string | undefined {
  const note = join(packageFolder, 'path.txt');
  if (!existsSync(note)) return undefined;
  const program = join(packageFolder, 'dist', readFileSync(note, 'utf8').trim());
  return existsSync(program) ? program : undefined;
}

async function electron(): Promise<string | undefined> {
  const named = process.env['ELECTRON_FOR_TESTS'];
  if (named !== undefined && named !== '') return named;
  const there = installed();
  if (there !== undefined) return there;
  console.error('Electron is not on this machine yet: its package fetches it once (about 120 MB).');
  await execInForeground(process.execPath, [join(packageFolder, 'install.js')]);
  return installed();
}

const program = await electron();
if (program === undefined) {
  console.error(
    'Electron could not be fetched. Name one that is here with ELECTRON_FOR_TESTS=/path/to/electron, or try again with a network.',
  );
  process.exitCode = 1;
} else {
  await buildTray();
  const ended = await execInForeground(program, [usualOutFolder, ...process.argv.slice(2)]);
  if (!ended.ok) console.error(`${program} cannot be started`);
  process.exitCode = ended.ok ? (ended.value ?? 1) : 1;
}
