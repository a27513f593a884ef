import type { App } from 'electron';

/**
 * Keeps the idle tray small; `npm run bench tray` compares. Nothing here draws more than a few pages of text, and nothing
 * here speaks to a network. Call before the app is ready.
 */
export function keepLight(app: App): void {
  const { commandLine } = app;
  // No process for graphics: the window is drawn by the processor, inside this process.
  app.disableHardwareAcceleration();
  for (const flag of ['in-process-gpu', 'disable-gpu-compositing']) commandLine.appendSwitch(flag);
  commandLine.appendSwitch('renderer-process-limit', '1');
  for (const flag of [
    'disable-background-networking',
    'disable-component-update',
    'disable-domain-reliability',
    'disable-breakpad',
    'no-pings',
    'no-proxy-server',
  ])
    commandLine.appendSwitch(flag);
  commandLine.appendSwitch('disable-features', 'SpareRendererForSitePerProcess,MediaRouter,Translate');
  // Nothing is kept that a keyring would have to protect, so nobody is asked to unlock one.
  commandLine.appendSwitch('password-store', 'basic');
  // Chromium's network service has nothing to do here: no process of its own for it.
  commandLine.appendSwitch('enable-features', 'NetworkServiceInProcess2');
  // Whatever a page may come to ask for: no name of the network is ever looked up.
  commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
}
