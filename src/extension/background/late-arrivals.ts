import type { WebRule } from '#protocol/browser-agent.ts';
import { eventsAt, everywhere, hostsOf, type EventFilter } from '../rules/event-filter.ts';
import type { Guard } from './guard.ts';
import { move, moveAway } from './move.ts';
import { isOurPage, pageFor, standsFor, type Arrived } from './our-page.ts';

type Arrival = {
  readonly tabId: number;
  readonly frameId: number;
  readonly url: string;
  readonly transitionQualifiers?: readonly string[];
};
/** What this extension hears of arrivals. */
export type Arrivals = {
  /** From now on of those at hosts that these rules cover, or that rules before them did. */
  readonly only: (rules: readonly WebRule[]) => void;
};

/** By which the browsers say that their managed policy refused an address; Firefox says it as a number. */
const refusals = ['ERR_BLOCKED_BY_ADMINISTRATOR', 'Error code 2155347971'];

/**
 * What the rules about requests did not see: a page that came back out of the browser's memory, one that changed its own
 * address, and what the browser's managed policy refused with an error page that explains nothing.
 */
export function watchArrivals(guard: Guard): Arrivals {
  const look = ({ tabId, frameId, url }: Arrival, arrived?: Arrived): void => {
    if (frameId !== 0 || isOurPage(url)) return;
    void guard.ready.then(async () => {
      if (guard.speaking(url) !== undefined) await moveAway(tabId, pageFor(url, arrived));
      else if (arrived === 'refused') guard.released.refused(tabId, url);
    });
  };
  const lookAtPage = (arrival: Arrival): void =>
    look(arrival, arrival.transitionQualifiers?.includes('forward_back') === true ? 'back' : undefined);
  const refused = (error: chrome.webNavigation.WebNavigationFramedErrorCallbackDetails): void => {
    if (refusals.some((name) => error.error.includes(name))) look(error, 'refused');
  };
  const { onCommitted, onErrorOccurred, onHistoryStateUpdated } = chrome.webNavigation;
  const listen = (filter: EventFilter): void => {
    onCommitted.removeListener(lookAtPage);
    onHistoryStateUpdated.removeListener(lookAtPage);
    onErrorOccurred.removeListener(refused);
    onCommitted.addListener(lookAtPage, filter);
    onHistoryStateUpdated.addListener(lookAtPage, filter);
    onErrorOccurred.addListener(refused, filter);
  };
  // At once and for all sites: whatever wakes this worker is heard before the rules are read.
  listen(everywhere);
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
  let narrowed = false;
  /** Also what was covered and is no more: the browser's policy may refuse it a while longer. */
  const hosts = new Set<string>();
  const only: Arrivals['only'] = (rules) => {
    const before = hosts.size;
    for (const host of hostsOf(rules)) hosts.add(host);
    if (hosts.size > before || !narrowed) listen(eventsAt(hosts));
    narrowed = true;
  };
  void guard.ready.then(() => only(guard.rules));
  return { only };
}
