const mark = 'way-back';
/** Going back shows what it shows within this time, or nothing is there. */
const patienceMs = 700;
const mostSteps = 6;

type Mark = { readonly at: number; readonly steps: number };

function marked(): Mark | undefined {
  const [at = Number.NaN, steps = Number.NaN] = (sessionStorage.getItem(mark) ?? '').split(' ').map(Number);
  return Number.isNaN(at + steps) ? undefined : { at, steps };
}

/**
 * Whether the person is on the way back, and the step before led to our page again: what lies behind it is what our page
 * stands in for. Nothing is kept of it but a time and a number, in this tab.
 */
export function isOnTheWayBack(): boolean {
  const found = marked();
  return found !== undefined && Date.now() - found.at < 3 * patienceMs && cameBack();
}

/** By going back: so says the browser, or, where the page came in stead of one that was gone back to, its address. */
function cameBack(): boolean {
  const [entry] = performance.getEntriesByType('navigation');
  const wentBack = entry instanceof PerformanceNavigationTiming && entry.type === 'back_forward';
  return wentBack || location.search === '?back';
}

/** One step back, and over an error page that would lead here again; `stuck` is called where the tab stays, or where only our own page lies behind. */
export function goBack(stuck: () => void): void {
  const steps = isOnTheWayBack() ? (marked()?.steps ?? 0) + 1 : 1;
  sessionStorage.setItem(mark, `${Date.now()} ${steps}`);
  const giveUp = (): void => {
    sessionStorage.removeItem(mark);
    stuck();
  };
  if (history.length <= 1 || steps > mostSteps) return giveUp();
  const timer = setTimeout(giveUp, patienceMs);
  addEventListener('pagehide', () => clearTimeout(timer), { once: true });
  history.go(location.search === '?refused' ? -2 : -1);
}

/** The person has come forward again to stay. */
export function forgetWayBack(): void {
  sessionStorage.removeItem(mark);
}
