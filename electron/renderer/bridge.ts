import type { WindowBridge } from '#protocol/tray-window.ts';

declare global {
  interface Window {
    /** Put there by the preload; the only way out of this window. */
    readonly portvakt: WindowBridge;
  }
}

export const bridge = (): WindowBridge => window.portvakt;
