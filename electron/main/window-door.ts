import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron';
import { verbChannel, windowVerbNames } from '#protocol/tray-window-channels.ts';
import { answerTo, malformed, type Verbs } from './window-answer.ts';
import { trayOrigin } from './window-files.ts';

/** The only place that hears the window. Whoever is not our page, or says what no schema knows, is told `malformed`. */
export function openWindowDoor(verbs: Verbs, ownWindow: () => WebContents | undefined): void {
  for (const verb of windowVerbNames)
    ipcMain.handle(verbChannel(verb), async (event, ...given: unknown[]) => {
      if (!isOurPage(event, ownWindow())) return malformed;
      return await answerTo(verbs, verb, given);
    });
}

function isOurPage({ sender, senderFrame }: IpcMainInvokeEvent, own: WebContents | undefined): boolean {
  return (
    own !== undefined &&
    sender.id === own.id &&
    senderFrame !== null &&
    senderFrame.parent === null &&
    senderFrame.origin === trayOrigin
  );
}

/** electron-store answers any page on a channel of its own, with the folder of the person's choices: nobody needs it. */
export const closeStoresDoor = (): void => void ipcMain.removeAllListeners('electron-store-get-data');
