import type { WebRule } from '#protocol/browser-agent.ts';
import type { Enforcement } from './enforcement.ts';
import { moveAway } from './move.ts';
import { isBeingRead, isOurPage, pageFor, standsFor } from './our-page.ts';

export type Rulings = {
  readonly speaking: (url: string) => WebRule | undefined;
  /** Nothing covers the address any more: the tab shows it again. */
  readonly giveBack: (tab: number, url: string) => Promise<void>;
};

/**
 * Brings every open tab in line: what is covered shows our page, and our page gives way where nothing is covered any
 * more. True where a tab had to be moved to our page: it may ask the person first whether to stay, so it is looked at
 * again.
 */
export async function sweep(rulings: Rulings, { isAppWindow }: Enforcement): Promise<boolean> {
  const tabs = await chrome.tabs.query({});
  const moved = await Promise.all(
    tabs.map(async (tab) => {
      const { id, windowId } = tab;
      const url = tab.pendingUrl ?? tab.url;
      if (id === undefined || url === undefined) return false;
      if (isOurPage(url)) {
        const target = standsFor(url);
        if (target !== undefined && !isBeingRead(url) && rulings.speaking(target) === undefined)
          await rulings.giveBack(id, target);
        return false;
      }
      const rule = rulings.speaking(url);
      if (rule === undefined) return false;
      if (rule.effect === 'block' && (await isAppWindow(windowId))) await closeApp(windowId, url);
      else await moveAway(id, pageFor(url));
      return true;
    }),
  );
  return moved.includes(true);
}

/** The page first, so that the browser lives on where that was its last window. */
async function closeApp(window: number, url: string): Promise<void> {
  await chrome.windows.create({ url: pageFor(url) }).catch(() => undefined);
  await chrome.windows.remove(window).catch(() => undefined);
}

/** Waits until no tab shows our page, a little while at most: a browser may close the pages of an extension that goes. */
export async function untilOurPageIsGone(): Promise<void> {
  for (let tries = 0; tries < 30; tries += 1) {
    const tabs = await chrome.tabs.query({});
    if (!tabs.some(({ url }) => url !== undefined && standsFor(url) !== undefined)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
