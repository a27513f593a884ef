import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { stateChannel, verbChannel, windowVerbNames } from '#protocol/tray-window-channels.ts';
import type { WindowState } from '#protocol/tray-window.ts';

/** One function per verb. What it is told is parsed on the other side. */
const verbs = Object.fromEntries(
  windowVerbNames.map((verb) => [
    verb,
    (argument: unknown): Promise<unknown> => ipcRenderer.invoke(verbChannel(verb), argument),
  ]),
);

contextBridge.exposeInMainWorld('portvakt', {
  ...verbs,
  onState: (listener: (state: WindowState) => void): (() => void) => {
    const hear = (_event: IpcRendererEvent, state: WindowState): void => listener(state);
    ipcRenderer.on(stateChannel, hear);
    return () => void ipcRenderer.off(stateChannel, hear);
  },
});
