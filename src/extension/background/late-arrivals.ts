import type { Guard } from './guard.ts';
import { isOurPage, pageFor } from './our-page.ts';
import { move } from './sweep.ts';

/** Errors by which the browser says that its managed policy refused an address. */
const refusals = ['ERR_BLOCKED_BY_ADMINISTRATOR', 'NS_ERROR_BLOCKED_BY_POLICY'];

/**
 * What the rules about requests did not see: a page that came back out of the browser's memory, one that changed its own
 * address, and what the browser's managed policy refused with an error page that explains nothing.
 */
export function watchArrivals(guard: Guard): void {
  const look = ({ tabId, frameId, url }: { tabId: number; frameId: number; url: string }): void => {
    if (frameId !== 0 || isOurPage(url)) return;
    void guard.ready.then(async () => {
      if (guard.speaking(url) !== undefined) await move(tabId, pageFor(url));
    });
  };
  const pages = { url: [{ schemes: ['http', 'https', 'blob'] }] };
  chrome.webNavigation.onCommitted.addListener(look, pages);
  chrome.webNavigation.onHistoryStateUpdated.addListener(look, pages);
  chrome.webNavigation.onErrorOccurred.addListener((error) => {
    if (refusals.some((name) => error.error.includes(name))) look(error);
  }, pages);
}
