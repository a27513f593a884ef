import type { Enforcement } from './enforcement.ts';
import { Guard } from './guard.ts';
import { watchArrivals } from './late-arrivals.ts';
import { pageFor } from './our-page.ts';
import { openPageDoor } from './page-door.ts';

/** In Firefox a listener may take its time, and the request waits. */
type Answer = { readonly cancel?: true; readonly redirectUrl?: string };
type WaitingRequests = {
  readonly addListener: (
    listener: (request: { readonly url: string; readonly type: string }) => Promise<Answer>,
    filter: { readonly urls: readonly string[]; readonly types: readonly string[] },
    extra: readonly string[],
  ) => void;
};
const isWaiting = (event: unknown): event is WaitingRequests => typeof event === 'object' && event !== null;

const enforcement: Enforcement = {
  // The listener below asks the guard itself, also for pages that a service worker hands out.
  apply: (rules) => Promise.resolve(arrivals.only(rules)),
  // Firefox has no windows of installed web apps.
  isAppWindow: () => Promise.resolve(false),
};

const guard = new Guard('firefox', enforcement);
const requests: unknown = chrome.webRequest.onBeforeRequest;
// At once, before anything is read: a request of a session that is being restored waits for the rules.
if (isWaiting(requests))
  requests.addListener(
    async ({ url, type }) => {
      await guard.ready;
      if (URL.parse(url)?.hostname === guard.canaryHost) return { cancel: true };
      const rule = guard.speaking(url);
      if (rule === undefined) return {};
      if (type === 'main_frame') return { redirectUrl: pageFor(url) };
      return rule.effect === 'block' ? { cancel: true } : {};
    },
    { urls: ['http://*/*', 'https://*/*'], types: ['main_frame', 'sub_frame'] },
    ['blocking'],
  );
openPageDoor(guard);
const arrivals = watchArrivals(guard);
chrome.runtime.onUpdateAvailable.addListener(() => chrome.runtime.reload());
chrome.runtime.onStartup.addListener(() => undefined);
chrome.runtime.onInstalled.addListener(() => undefined);
guard.begin();
