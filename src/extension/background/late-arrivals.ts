import type { Guard } from './guard.ts';
import { move, moveAway } from './move.ts';
import { isOurPage, pageFor, standsFor, type Arrived } from './our-page.ts';

type Arrival = {
  readonly tabId: number;
  readonly frameId: number;
  readonly url: string;
  readonly transitionQualifiers?: readonly string[];
};
/** By which the browsers say that their managed policy refused an address; Firefox says it as a number. */
const refusals = ['ERR_BLOCKED_BY_ADMINISTRATOR', 'Error code 2155347971'];

/**
 * What the rules about requests did not see: a page that came back out of the browser's memory, one that changed its own
 * address, and what the browser's managed policy refused with an error page that explains nothing.
 */
export function watchArrivals(guard: Guard): void {
  const look = ({ tabId, frameId, url }: Arrival, arrived?: Arrived): void => {
    if (frameId !== 0 || isOurPage(url)) return;
    void guard.ready.then(async () => {
      if (guard.speaking(url) !== undefined) await moveAway(tabId, pageFor(url, arrived));
      else if (arrived === 'refused') guard.released.refused(tabId, url);
    });
  };
  const lookAtPage = (arrival: Arrival): void =>
    look(arrival, arrival.transitionQualifiers?.includes('forward_back') === true ? 'back' : undefined);
  const pages = { url: [{ schemes: ['http', 'https', 'blob'] }] };
  chrome.webNavigation.onCommitted.addListener(lookAtPage, pages);
  chrome.webNavigation.onHistoryStateUpdated.addListener(lookAtPage, pages);
  chrome.webNavigation.onErrorOccurred.addListener((error) => {
    if (refusals.some((name) => error.error.includes(name))) look(error, 'refused');
  }, pages);
  // From a page without an origin (`data:`, a sandbox) Chromium lets no redirect lead to a page of an extension: the
  // address is refused all the same, and we go to our page ourselves.
  chrome.webNavigation.onErrorOccurred.addListener(
    ({ error, frameId, tabId, url }) => {
      const asked = standsFor(url);
      if (frameId !== 0 || asked === undefined || !error.includes('ERR_BLOCKED_BY_CLIENT')) return;
      void guard.ready.then(async () => {
        if (guard.speaking(asked) !== undefined) await move(tabId, pageFor(asked));
      });
    },
    { url: [{ urlPrefix: chrome.runtime.getURL('page.html') }] },
  );
}
