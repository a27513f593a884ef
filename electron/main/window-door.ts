import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron';
import { Check } from 'typebox/value';
import { verbChannel, windowVerbNames, type WindowVerb } from '#protocol/tray-window-channels.ts';
import { windowVerbs, type Answer, type VerbArgument, type VerbValues } from '#protocol/tray-window.ts';
import { trayOrigin } from './app-scheme.ts';

export type Verbs = {
  readonly [V in WindowVerb]: (argument: VerbArgument<V>) => Promise<Answer<VerbValues[V]>>;
};

/** The only place that hears the window. Whoever is not our page, or says what no schema knows, is told `malformed`. */
export function openWindowDoor(verbs: Verbs, ownWindow: () => WebContents | undefined): void {
  for (const verb of windowVerbNames)
    ipcMain.handle(verbChannel(verb), async (event, ...given: unknown[]) => {
      if (!isOurPage(event, ownWindow())) return malformed;
      return await answerTo(verbs, verb, given);
    });
}

export const malformed = { ok: false, fault: 'malformed' } as const;

/** Never throws: what a verb throws is a bug of ours, and nothing of it is told. */
export async function answerTo<V extends WindowVerb>(
  verbs: Verbs,
  verb: V,
  given: readonly unknown[],
): Promise<Answer<VerbValues[V]>> {
  const [argument] = given;
  if (given.length !== 1 || !isArgumentOf(verb, argument)) return malformed;
  try {
    return await verbs[verb](argument);
  } catch (error) {
    console.error(`portvakt tray: ${verb} failed:`, error);
    return { ok: false, fault: 'internal-fault' };
  }
}

const isArgumentOf = <V extends WindowVerb>(verb: V, argument: unknown): argument is VerbArgument<V> =>
  Check(windowVerbs[verb], argument);

function isOurPage({ sender, senderFrame }: IpcMainInvokeEvent, own: WebContents | undefined): boolean {
  return (
    own !== undefined &&
    sender.id === own.id &&
    senderFrame !== null &&
    senderFrame.parent === null &&
    senderFrame.origin === trayOrigin
  );
}
