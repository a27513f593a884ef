import { move } from './move.ts';

/** At first twice as long each time: a browser that is kept busy reads its policy late. */
const againMs = 1_000;
const longestAgainMs = 4_000;

/**
 * Tabs that were given back to their site when a rule ended. The browser's managed policy takes some seconds longer to
 * let it through (Chromium: five), so what it still refuses is tried again, and nobody is left with its error page.
 */
export class Released {
  /** By tab; only while it may still be refused. */
  readonly #tabs = new Map<
    number,
    { readonly url: string; readonly until: number; readonly tries: number }
  >();
  readonly #patienceMs: number;

  /** `patienceMs`: 0 where the policy changes with the next start of the browser only. */
  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  async giveBack(tab: number, url: string): Promise<void> {
    if (this.#patienceMs > 0) this.#tabs.set(tab, { url, until: Date.now() + this.#patienceMs, tries: 0 });
    await move(tab, url);
  }

  /** The browser refused this address in this tab, and no rule of ours covers it. */
  refused(tab: number, url: string): void {
    const found = this.#tabs.get(tab);
    if (found === undefined || found.url !== url || Date.now() > found.until) {
      this.#tabs.delete(tab);
      return;
    }
    this.#tabs.set(tab, { ...found, tries: found.tries + 1 });
    setTimeout(() => void this.#again(tab, url), Math.min(longestAgainMs, againMs * 2 ** found.tries));
  }

  /** Unless the person has gone elsewhere by now. */
  async #again(tab: number, url: string): Promise<void> {
    const now = await chrome.tabs.get(tab).catch(() => undefined);
    if (now?.url === url && now.pendingUrl === undefined) await move(tab, url);
    else this.#tabs.delete(tab);
  }
}
