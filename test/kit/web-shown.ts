/** What a person sees in a tab. */
export type Shown = {
  /**
   * `site`: a page of the web; `guard`: the page of our extension; `policy`: the browser's own page about its managed
   * policy; `failed`: another error page; `empty`: none of these.
   */
  readonly kind: 'site' | 'guard' | 'policy' | 'failed' | 'empty';
  readonly url: string;
  readonly title: string;
  readonly text: string;
};

/**
 * Of a tab in Chromium or Firefox, by where it stands and what it says. `document`: its own address, where that is not
 * the one that the tab shows (Firefox: error pages).
 */
export function shownBy(tab: Omit<Shown, 'kind'>, document = tab.url): Shown {
  return { ...tab, kind: kindOf(tab, document) };
}

function kindOf({ url, text }: Omit<Shown, 'kind'>, document: string): Shown['kind'] {
  if (/^(chrome|moz)-extension:\/\/[^/]+\/page\.html/.test(url)) return 'guard';
  if (url.startsWith('chrome-error:'))
    return /ERR_BLOCKED_BY_ADMINISTRATOR|organization doesn.t allow/i.test(text) ? 'policy' : 'failed';
  if (document.startsWith('about:neterror'))
    return document.includes('blockedByPolicy') ? 'policy' : 'failed';
  return /^https?:/.test(url) ? 'site' : 'empty';
}
