import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildTray } from '#electron/build.ts';
import { top } from './system-under-test.ts';

const parent = join(top, '.cache/tray-under-test');
let built: Promise<string> | undefined;

/** The tray's application folder, built once for each process of tests: inside the project, where its packages are found. */
export function builtTray(): Promise<string> {
  built ??= build();
  return built;
}

async function build(): Promise<string> {
  mkdirSync(parent, { recursive: true });
  // A process of tests may be ended without a word: whoever comes next clears up after those that are gone.
  for (const name of readdirSync(parent))
    if (!existsSync(`/proc/${name.split('-')[0] ?? ''}`))
      rmSync(join(parent, name), { recursive: true, force: true });
  const folder = mkdtempSync(join(parent, `${process.pid}-`));
  await buildTray(folder);
  return folder;
}
