import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Where browsers of this machine read what is managed; all of it is restored after a test. */
const places = [
  '/etc/chromium',
  '/etc/opt',
  '/etc/brave',
  '/etc/vivaldi',
  '/etc/firefox',
  '/usr/lib/firefox-esr/distribution',
  '/usr/lib/mozilla/native-messaging-hosts',
  '/var/lib/portvakt-web-guard',
];
type Kept = { readonly mode: number; readonly bytes?: Buffer };

function readAll(): ReadonlyMap<string, Kept> {
  const found = new Map<string, Kept>();
  const look = (path: string): void => {
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined || stats.isSymbolicLink()) return;
    found.set(path, stats.isFile() ? { mode: stats.mode, bytes: readFileSync(path) } : { mode: stats.mode });
    if (stats.isDirectory()) for (const name of readdirSync(path)) look(join(path, name));
  };
  for (const place of places) look(place);
  return found;
}

/** Files of ours that stand there, by path: another test's, or an installed agent's. */
export const ownFilesThere = (): readonly string[] =>
  [...readAll()]
    .filter(([path, { bytes }]) => /portvakt/i.test(`${path}\n${bytes?.toString('utf8') ?? ''}`))
    .map(([path]) => path);

/**
 * The managed policy of this machine's browsers, taken for one test: as it was before when the test leaves the block,
 * byte for byte. Refuses where something of ours stands there already.
 */
export function takeBrowserPolicy(): Disposable {
  const own = ownFilesThere();
  if (own.length > 0)
    throw new Error(`browsers of this machine are under a web guard already: ${own.join(', ')}`);
  const before = readAll();
  return {
    [Symbol.dispose]: () => {
      const after = [...readAll()].toReversed();
      for (const [path, { bytes }] of after)
        if (!before.has(path)) {
          if (bytes === undefined) rmdirSync(path);
          else rmSync(path);
        }
      for (const [path, { bytes, mode }] of before) {
        if (bytes === undefined) continue;
        if (existsSync(path) && readFileSync(path).equals(bytes)) continue;
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, bytes);
        chmodSync(path, mode & 0o777);
      }
    },
  };
}

/** Writes a policy as a company's own tool does. */
export function writeForeign(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  writeFileSync(path, content, { mode: 0o644 });
}
