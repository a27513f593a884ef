/** A page that answers nothing for this long is left by the tab itself. */
const patienceMs = 400;

/** Goes there, as the tab's next page. A tab that is gone by now needs nothing. */
export async function move(tab: number, url: string): Promise<void> {
  await chrome.tabs.update(tab, { url }).catch(() => undefined);
}

/**
 * Puts our page in the place of what the tab shows, so that going back leads to what was before it and not to the same
 * page again. What takes no script (error pages, sleeping tabs) gets our page as the tab's next one.
 */
export async function moveAway(tab: number, url: string): Promise<void> {
  const replaced = chrome.scripting
    .executeScript({ target: { tabId: tab }, func: replaceBy, args: [url], injectImmediately: true })
    .then(
      () => true,
      () => false,
    );
  const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), patienceMs));
  if (!(await Promise.race([replaced, late]))) await move(tab, url);
}

/** Runs in the tab. */
function replaceBy(url: string): void {
  location.replace(url);
}
