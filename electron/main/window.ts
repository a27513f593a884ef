import { BrowserWindow, session, type WebContents } from 'electron';
import { stateChannel } from '#protocol/tray-window-channels.ts';
import type { WindowState } from '#protocol/tray-window.ts';
import { serveWindow } from './app-scheme.ts';
import { trayOrigin } from './window-files.ts';
import { zoomAfter } from './zoom.ts';

export type TrayWindowOptions = {
  readonly title: string;
  readonly preload: string;
  /** Where the window's files are. */
  readonly files: string;
  readonly icon: string;
  readonly developerTools: boolean;
  /** What the page will be like, so that it does not flash. */
  readonly dark: () => boolean;
  /** The person looks at it now. */
  readonly onLooked: () => void;
};

/** At most one window. It is made when it is needed and gone when it is closed: no renderer waits for its next turn. */
export class TrayWindow {
  readonly #options: TrayWindowOptions;
  #window: BrowserWindow | undefined;

  constructor(options: TrayWindowOptions) {
    this.#options = options;
  }

  get contents(): WebContents | undefined {
    return this.#window?.webContents;
  }
  get isOpen(): boolean {
    return this.#window !== undefined;
  }
  get isSeen(): boolean {
    return this.#window?.isVisible() === true && !this.#window.isMinimized();
  }

  /** The person works in it. */
  get isFocused(): boolean {
    return this.#window?.isFocused() === true;
  }

  /** `quietly`: it opens by itself, so it takes no focus from what the person is doing. */
  open(how: 'quietly' | 'for-the-person'): void {
    if (this.#window === undefined) this.#make(how);
    else if (how === 'for-the-person') {
      if (this.#window.isMinimized()) this.#window.restore();
      this.#window.show();
      this.#window.focus();
    }
  }

  close(): void {
    this.#window?.close();
  }

  push(state: WindowState): void {
    const contents = this.#window?.webContents;
    if (contents !== undefined && !contents.isDestroyed()) contents.send(stateChannel, state);
  }

  #make(how: 'quietly' | 'for-the-person'): void {
    const { title, icon, preload, files, developerTools, dark, onLooked } = this.#options;
    // In memory only: nothing that the window shows is kept on disk.
    const own = session.fromPartition('portvakt-window', { cache: false });
    if (!own.protocol.isProtocolHandled('portvakt')) serveWindow(own, files);
    const window = new BrowserWindow({
      title,
      icon,
      width: 480,
      height: 640,
      minWidth: 360,
      minHeight: 320,
      show: false,
      autoHideMenuBar: true,
      backgroundColor: dark() ? '#18191b' : '#ffffff',
      webPreferences: {
        preload,
        session: own,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        allowRunningInsecureContent: false,
        webviewTag: false,
        spellcheck: false,
        devTools: developerTools,
      },
    });
    this.#window = window;
    window.on('closed', () => {
      this.#window = undefined;
    });
    window.once('ready-to-show', () => {
      if (how === 'quietly') window.showInactive();
      else window.show();
      onLooked();
    });
    for (const event of ['show', 'focus', 'restore'] as const) window.on(event as 'show', onLooked);
    // A page that died is no window any more; the next notice or click makes a new one.
    window.webContents.on('render-process-gone', () => window.destroy());
    window.webContents.on('before-input-event', (event, input) => {
      const zoom = zoomAfter(input, window.webContents.getZoomFactor());
      if (zoom === undefined) return;
      event.preventDefault();
      window.webContents.setZoomFactor(zoom);
    });
    // Rejects when the window is closed before its page is there. One whose page does not come would be there unseen.
    window.loadURL(`${trayOrigin}/index.html`).catch(() => {
      if (!window.isDestroyed()) window.destroy();
    });
  }
}
