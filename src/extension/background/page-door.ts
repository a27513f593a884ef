import { webAddress } from '../rules/address.ts';
import type { PageAnswer } from '../page/page-talk.ts';
import type { Guard } from './guard.ts';
import { isOurPage } from './our-page.ts';

/** Answers our own page, in its own tab, in the top frame; everybody else gets no answer. */
export function openPageDoor(guard: Guard): void {
  chrome.runtime.onMessage.addListener((message: unknown, sender, answer) => {
    const tab = sender.tab?.id;
    const ours =
      sender.id === chrome.runtime.id &&
      sender.frameId === 0 &&
      sender.url !== undefined &&
      isOurPage(sender.url);
    if (!ours || tab === undefined) return false;
    void answered(guard, message, tab).then(answer, () => answer(undefined));
    return true;
  });
}

async function answered(guard: Guard, message: unknown, tab: number): Promise<PageAnswer | undefined> {
  if (typeof message !== 'object' || message === null || !('type' in message)) return undefined;
  await guard.ready;
  if (message.type === 'leave') {
    await leave(tab);
    return undefined;
  }
  const url = 'url' in message && typeof message.url === 'string' ? webAddress(message.url) : undefined;
  if (url === undefined) return undefined;
  if (message.type === 'onward') return { went: await guard.onward(url) };
  if (message.type !== 'look') return undefined;
  const rule = guard.speaking(url);
  if (rule === undefined) return {};
  if (!('again' in message)) guard.shown(rule);
  return { effect: rule.effect, words: rule.words };
}

/** Away from our page, where the tab has nothing to go back to. A window keeps a tab, the browser a window. */
async function leave(id: number): Promise<void> {
  const tab = await chrome.tabs.get(id);
  const window = await chrome.windows.get(tab.windowId, { populate: true }).catch(() => undefined);
  if (window?.type === 'normal' && window.tabs?.length === 1)
    await chrome.tabs.create({ windowId: tab.windowId });
  await chrome.tabs.remove(id);
}
