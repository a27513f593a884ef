import type { PageWords } from '#protocol/browser-agent.ts';
import { webAddress } from '../rules/address.ts';
import { drawNothing, drawOver, drawRule, type Deeds } from './draw.ts';
import { ask, isLookAgain } from './page-talk.ts';
import { forgetWayBack, goBack, isOnTheWayBack } from './way-back.ts';

/** As it was shown here; its words say also that it ended. */
let shown: PageWords | undefined;

const asked = (): string | undefined => webAddress(location.hash.slice(1));

/**
 * What informs is over for the background as soon as it was shown; it stays here until it was read. The address says so,
 * for whoever looks at the tab.
 */
const informing = '?informs';
const isInforming = (): boolean => location.search === informing;

const leave = (): void => goBack(() => void ask({ type: 'leave' }));
/** The background says again, at this moment, whether the person may go on. */
async function onward(): Promise<void> {
  const url = asked();
  if (url === undefined) return;
  const { went } = await ask({ type: 'onward', url });
  const mayGo =
    went === true || (isInforming() && (await ask({ type: 'look', url, again: true })).words === undefined);
  if (mayGo) location.replace(url);
  else await show(true);
}
const deeds: Deeds = {
  back: leave,
  onward: () => void onward(),
  open: () => {
    const url = asked();
    if (url !== undefined) location.replace(url);
  },
};

async function show(again: boolean): Promise<void> {
  const into = document.querySelector<HTMLElement>('#page');
  if (into === null) return;
  const url = asked();
  const answer = url === undefined ? {} : await ask({ type: 'look', url, ...(again ? { again } : {}) });
  if (answer.words !== undefined && answer.effect !== undefined) {
    if (JSON.stringify(shown) !== JSON.stringify(answer.words))
      drawRule(into, { effect: answer.effect, words: answer.words }, deeds);
    shown = answer.words;
    if (answer.effect === 'inform') history.replaceState(null, '', `${informing}${location.hash}`);
    else if (isInforming()) history.replaceState(null, '', location.pathname + location.hash);
  } else if (isInforming() && shown !== undefined) {
    // Being read.
  } else if (isInforming() && url !== undefined) {
    // Loaded anew after it was shown: the information is given, and the site is open.
    location.replace(url);
  } else if (shown === undefined) drawNothing(into);
  else {
    drawOver(into, shown, deeds);
    shown = undefined;
  }
}

// In a frame of somebody else's page it is nobody's explanation.
if (window.top === window.self) {
  if (isOnTheWayBack()) leave();
  else {
    forgetWayBack();
    void show(false);
  }
  // What came back out of the browser's memory, and what was looked at again, may be over.
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) void show(true);
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && shown !== undefined) void show(true);
  });
  addEventListener('hashchange', () => void show(false));
  // The rules changed: what stands here may be another rule's by now.
  chrome.runtime.onMessage.addListener((message: unknown, sender) => {
    if (sender.id === chrome.runtime.id && isLookAgain(message) && shown !== undefined) void show(true);
  });
}
