import type { WebRule } from '#protocol/browser-agent.ts';
import { dnrPlan, passPlan } from '../rules/dnr.ts';
import { ruleKey } from '../rules/held.ts';
import type { Enforcement } from './enforcement.ts';
import { Guard } from './guard.ts';
import { watchArrivals } from './late-arrivals.ts';
import { openPageDoor } from './page-door.ts';
import { stopPages } from './page-stopper.ts';

type DnrRule = chrome.declarativeNetRequest.Rule;

/** One wrong expression and Chromium takes no rule at all: those that it cannot compile are left to `late-arrivals.ts`. */
async function compilable(rules: readonly DnrRule[]): Promise<DnrRule[]> {
  const fits = await Promise.all(
    rules.map(async ({ condition }) => {
      const { regexFilter, isUrlFilterCaseSensitive } = condition;
      if (regexFilter === undefined) return true;
      const answer = await chrome.declarativeNetRequest.isRegexSupported({
        regex: regexFilter,
        ...(isUrlFilterCaseSensitive === undefined ? {} : { isCaseSensitive: isUrlFilterCaseSensitive }),
      });
      return answer.isSupported;
    }),
  );
  return rules.filter((_, at) => fits[at]);
}

const ids = (rules: readonly DnrRule[]): number[] => rules.map(({ id }) => id);

const enforcement: Enforcement = {
  apply: async (rules, passed, canaryHost) => {
    const { declarativeNetRequest: dnr } = chrome;
    const plan = dnrPlan(rules, chrome.runtime.getURL('page.html'), canaryHost);
    const open: readonly WebRule[] = rules.filter((rule) => passed.has(ruleKey(rule)));
    // What opens comes first, so that a page is never shown in between.
    await dnr.updateSessionRules({
      removeRuleIds: ids(await dnr.getSessionRules()),
      addRules: await compilable(passPlan(open)),
    });
    await dnr.updateDynamicRules({
      removeRuleIds: ids(await dnr.getDynamicRules()),
      addRules: await compilable(plan.rules),
    });
    if (plan.misfits > 0) console.warn(`web guard: ${plan.misfits} entries have no request rule`);
    arrivals.only(rules);
    await stopPages(rules, passed);
  },
  isAppWindow: async (window) => {
    const found = await chrome.windows
      .get(window, { windowTypes: ['app', 'normal', 'popup'] })
      .catch(() => undefined);
    return found?.type === 'app';
  },
};

const guard = new Guard('chromium', enforcement);
openPageDoor(guard);
const arrivals = watchArrivals(guard);
// A newer version waits for nothing: there is no window of ours to lose.
chrome.runtime.onUpdateAvailable.addListener(() => chrome.runtime.reload());
chrome.runtime.onStartup.addListener(() => undefined);
chrome.runtime.onInstalled.addListener(() => undefined);
guard.begin();
