import { join } from 'node:path';
import { Menu, nativeImage, nativeTheme, Tray, type NativeImage } from 'electron';
import type { OperatingSystem } from '#platform/select.ts';
import type { IconState, View } from '#protocol/tray-window.ts';
import { panelOf, type Panel } from './panel.ts';
import type { MenuEntry } from './tray-menu.ts';

/** Edge lengths in pixels for ordinary and for dense screens. */
const sizes: Readonly<Record<OperatingSystem, readonly [number, number]>> = {
  linux: [22, 44],
  darwin: [22, 44],
  win32: [16, 32],
};

export type TrayIconOptions = {
  readonly os: OperatingSystem;
  readonly icons: string;
  readonly desktop: string | undefined;
  readonly onOpen: (view: View) => void;
};
export type TrayLook = {
  readonly state: IconState;
  readonly tooltip: string;
  readonly menu: readonly MenuEntry[];
};

/** The icon in the panel. Where the desktop has no place for one, the system keeps it to itself and nothing breaks. */
export class TrayIcon {
  readonly #options: TrayIconOptions;
  readonly #images = new Map<string, NativeImage>();
  #tray: Tray | undefined;
  #look: TrayLook | undefined;
  #shown = '';

  constructor(options: TrayIconOptions) {
    this.#options = options;
    nativeTheme.on('updated', () => {
      if (this.#look !== undefined) this.show(this.#look);
    });
  }

  /** Does nothing where nothing changed: each change is work for the panel. */
  show(look: TrayLook): void {
    this.#look = look;
    const panel = panelOf(this.#options.desktop, nativeTheme.shouldUseDarkColors);
    const shown = JSON.stringify([look, panel]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const image = this.#image(look.state, panel);
    if (this.#tray === undefined) {
      this.#tray = new Tray(image);
      this.#tray.on('click', () => this.#options.onOpen({ page: 'overview' }));
    } else this.#tray.setImage(image);
    this.#tray.setToolTip(look.tooltip);
    this.#tray.setContextMenu(
      Menu.buildFromTemplate(
        look.menu.map((entry) =>
          entry.kind === 'separator'
            ? { type: 'separator' }
            : { label: entry.label, click: () => this.#options.onOpen(entry.view) },
        ),
      ),
    );
  }

  #image(state: IconState, panel: Panel): NativeImage {
    const name = `${state}-on-${panel}`;
    const known = this.#images.get(name);
    if (known !== undefined) return known;
    const [plain, dense] = sizes[this.#options.os];
    const image = nativeImage.createFromPath(join(this.#options.icons, `${name}-${plain}.png`));
    const other = nativeImage.createFromPath(join(this.#options.icons, `${name}-${dense}.png`));
    image.addRepresentation({ scaleFactor: 2, buffer: other.toPNG() });
    this.#images.set(name, image);
    return image;
  }
}
