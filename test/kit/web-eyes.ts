import type { Page } from 'playwright-core';
import { goTo, shownIn } from './chromium.ts';
import { FirefoxTab } from './firefox.ts';
import { until } from './system-under-test.ts';
import type { Shown } from './web-shown.ts';

/** A tab of either browser. */
export type Tab = Page | FirefoxTab;

export const look = (tab: Tab): Promise<Shown> => (tab instanceof FirefoxTab ? tab.shown() : shownIn(tab));
/** Goes there; a refusal is no failure. */
export const visit = (tab: Tab, url: string): Promise<Shown> =>
  tab instanceof FirefoxTab ? tab.goTo(url) : goTo(tab, url);

/** Waits until this stands in the tab, and says in a failure what stood there instead. */
export async function sees(
  tab: Tab,
  kind: Shown['kind'],
  words: RegExp = /(?:)/,
  limitMs = 15_000,
): Promise<Shown> {
  let last: Shown | undefined;
  try {
    return await until(
      `${kind} ${words}`,
      async () => {
        last = await look(tab);
        const fits = last.kind === kind && words.test(`${last.title}\n${last.text}`);
        return fits ? last : undefined;
      },
      limitMs,
    );
  } catch (fault) {
    throw new Error(`${String(fault)}; it was ${JSON.stringify(last)}`, { cause: fault });
  }
}

/** Goes there and waits until this stands in the tab. */
export async function visits(tab: Tab, url: string, kind: Shown['kind'], words?: RegExp): Promise<Shown> {
  const shown = await visit(tab, url);
  return shown.kind === kind && (words?.test(`${shown.title}\n${shown.text}`) ?? true)
    ? shown
    : sees(tab, kind, words);
}

/** Presses the button of that name, as soon as it is there. */
export async function press(tab: Tab, name: string): Promise<void> {
  if (!(tab instanceof FirefoxTab)) return tab.getByRole('button', { name }).click({ timeout: 10_000 });
  await until(`the button ${name}`, async () => {
    const done = await tab.evaluate(`(() => {
      const found = [...document.querySelectorAll('button')].find((one) => one.textContent === ${JSON.stringify(name)});
      found?.click();
      return found === undefined ? '' : 'pressed';
    })()`);
    return done === 'pressed' || undefined;
  });
}
