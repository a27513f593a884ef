import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildTray } from '#electron/build.ts';
import { top } from './system-under-test.ts';

let built: Promise<string> | undefined;

/** The tray's application folder, built once for each process of tests: inside the project, where its packages are found. */
export function builtTray(): Promise<string> {
  built ??= build();
  return built;
}

async function build(): Promise<string> {
  const parent = join(top, '.cache');
  mkdirSync(parent, { recursive: true });
  const folder = mkdtempSync(join(parent, 'tray-under-test-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  await buildTray(folder);
  return folder;
}
