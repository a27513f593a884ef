import { keptRules } from '../messages/agent-message.ts';
import { integer, list, oneOf, record, text, type Check } from '../messages/check.ts';
import { noRules } from '../rules/held.ts';
import { mostKept, type Kept } from './reports.ts';
import type { Pass, State } from './state.ts';

/**
 * Where this profile keeps things: rules, what was passed and counts on the disk, open passes until the browser ends.
 * The profile is the person's own; what does not look like ours is not taken.
 */
export class Store {
  async state(): Promise<State> {
    const [{ held, done }, { passes }] = await Promise.all([
      chrome.storage.local.get(['held', 'done']),
      chrome.storage.session.get('passes'),
    ]);
    return {
      held: keptRules(held) ?? noRules,
      done: isKeys(done) ? done : [],
      passes: isPasses(passes) ? passes : {},
    };
  }
  async keep({ held, done, passes }: State): Promise<void> {
    await Promise.all([chrome.storage.local.set({ held, done }), chrome.storage.session.set({ passes })]);
  }

  /** Random, made once in this profile. */
  async profile(): Promise<string> {
    const { profile } = await chrome.storage.local.get('profile');
    if (isProfile(profile)) return profile;
    const made = [...crypto.getRandomValues(new Uint8Array(16))]
      .map((byte) => byte.toString(16).padStart(2, '0'))
      .join('');
    await chrome.storage.local.set({ profile: made });
    return made;
  }

  async kept(): Promise<readonly Kept[]> {
    const { kept } = await chrome.storage.local.get('kept');
    return isKept(kept) ? kept : [];
  }
  keepReports(kept: readonly Kept[]): Promise<void> {
    return chrome.storage.local.set({ kept });
  }

  /** True once after each start of the browser, and after an update of the extension. */
  async isFirstOfThisStart(): Promise<boolean> {
    const { began } = await chrome.storage.session.get('began');
    await chrome.storage.session.set({ began: true });
    return began !== true;
  }

  async forgetAll(): Promise<void> {
    await Promise.all([chrome.storage.local.clear(), chrome.storage.session.clear()]);
  }
}

const key = text(130);
const slug = text(64);
const moment = integer(0, Number.MAX_SAFE_INTEGER);
const keys = list(key, 5_000);
const profileId = text(32, /^[0-9a-f]{32}$/);
const pass = record({ from: moment, until: moment });
const keptList: Check = list(
  record(
    {
      ban: slug,
      effect: oneOf('inform', 'warn', 'block'),
      action: oneOf('shown', 'continued'),
      step: moment,
      count: integer(1, 10_000),
    },
    { app: slug },
  ),
  mostKept,
);
const isKeys = (value: unknown): value is readonly string[] => keys(value);
const isProfile = (value: unknown): value is string => profileId(value);
const isKept = (value: unknown): value is readonly Kept[] => keptList(value);
const isPasses = (value: unknown): value is Readonly<Record<string, Pass>> =>
  typeof value === 'object' && value !== null && Object.values(value).every(pass);
