import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What goes into the console. */
const sources = [
  'src/console',
  'src/locales',
  'src/policy',
  'src/protocol',
  'src/catalogue',
  'installers/console',
];
const singleFiles = ['package.json', 'package-lock.json'];

/** Whether a build stands in the folder that is newer than everything it was made from. */
export function isBuilt(top: string, folder: string): boolean {
  const page = join(folder, 'index.html');
  const built = statSync(page, { throwIfNoEntry: false })?.mtimeMs;
  if (built === undefined) return false;
  const inFolders = sources.flatMap((source) =>
    readdirSync(join(top, source), { recursive: true, encoding: 'utf8' }).map((name) =>
      join(top, source, name),
    ),
  );
  return [...inFolders, ...singleFiles.map((name) => join(top, name))].every(
    (path) => (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) <= built,
  );
}
