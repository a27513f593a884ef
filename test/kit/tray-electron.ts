import { accessSync, constants, existsSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Named by the environment, or the one that the electron package has installed. */
function findElectron(): string | undefined {
  const named = process.env['ELECTRON_FOR_TESTS'];
  if (named !== undefined && named !== '') return named;
  const installed = createRequire(import.meta.url).resolve('electron/package.json');
  const executable = installed.replace(/package\.json$/, 'dist/electron');
  return existsSync(executable) ? executable : undefined;
}
const runnable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** Why the tray cannot be tried here; undefined where it can. */
function findMissing(): string | undefined {
  if (process.platform !== 'linux') return 'the stage for the tray is written for Linux';
  const executable = findElectron();
  if (executable === undefined) return 'no Electron: set ELECTRON_FOR_TESTS, or run npx install-electron';
  const lacking = [executable, '/usr/bin/Xvfb', '/usr/bin/dbus-daemon'].find((file) => !runnable(file));
  return lacking === undefined ? undefined : `${lacking} is missing`;
}
const missing = findMissing();

/** The Electron that the suites start. */
export function electronForTests(): string {
  const executable = findElectron();
  if (executable === undefined) throw new Error(missing);
  return executable;
}

/**
 * Whether a suite that starts the tray can run here. Where it cannot, it says why in one line; with `CI=true` that is a
 * failure, not a skip.
 */
export function canStartTray(suite: string): boolean {
  if (missing === undefined) return true;
  if (process.env['CI'] === 'true') throw new Error(`${suite}: ${missing}`);
  console.log(`${suite}: skipped, ${missing}`);
  return false;
}
