import { resolve } from 'node:path';
import { app, Menu } from 'electron';
import { defaultLimits } from '#platform/local-endpoint/connection.ts';
import { selectPlatform } from '#platform/select.ts';
import { agentDoor } from './agent-door.ts';
import { announceScheme } from './app-scheme.ts';
import { hardenEverything } from './hardening.ts';
import { keepLight } from './lightness.ts';
import { PersonsTray } from './tray.ts';

/**
 * Electron would put a dialog with our program's text before the person. A tray that runs goes on: an icon that lags
 * behind is better than a session without notices. One that cannot begin ends, so that it can be started again.
 */
let hasBegun = false;
process.on('uncaughtException', surviving);
process.on('unhandledRejection', surviving);

const ownFolder = process.env['PORTVAKT_TRAY_DATA'];
if (ownFolder !== undefined && ownFolder !== '') app.setPath('userData', resolve(ownFolder));
app.setAppUserModelId('portvakt.tray');

// Another start means that the person wants to see it: the first tray of the session shows its window.
if (!app.requestSingleInstanceLock()) app.exit(0);
else {
  keepLight(app);
  app.enableSandbox();
  announceScheme();
  hardenEverything();
  // A closed window is no end: the tray lives as long as the session.
  app.on('window-all-closed', () => undefined);
  void app.whenReady().then(start);
}

async function start(): Promise<void> {
  const platform = selectPlatform({
    // The agent may have much to say at once; the tray folds it. What it sends is bounded by its own limits.
    localEndpoint: { limits: { ...defaultLimits, messagesPerSecond: 1_000, burst: 10_000 } },
  });
  // Copying and pasting need a menu on macOS; elsewhere the window has none.
  Menu.setApplicationMenu(platform.os === 'darwin' ? Menu.buildFromTemplate([{ role: 'editMenu' }]) : null);
  const tray = new PersonsTray(platform, await agentDoor(platform, process.env), import.meta.dirname);
  hasBegun = true;
  app.on('second-instance', () => tray.open({ page: 'overview' }));
  app.on('activate', () => tray.open({ page: 'overview' }));
  app.on('before-quit', () => tray[Symbol.dispose]());
  await tray.start();
}

function surviving(fault: unknown): void {
  console.error('portvakt tray:', fault);
  if (!hasBegun) app.exit(1);
}
