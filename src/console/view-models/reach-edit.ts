import type { BodyOf } from '#protocol/console-server.ts';
import { wholeNumber } from './typed.ts';

type Organisation = BodyOf<'setDraftOrganisation'>['organisation'];
type Browsers = NonNullable<Organisation['browsers']>;
export const browserThings = ['privateWindows', 'guestProfiles', 'userNativeHosts'] as const;
export type BrowserThing = (typeof browserThings)[number];
export type ReachForm = { readonly minutes: string; readonly asksAccounts: boolean } & {
  readonly [thing in BrowserThing]: 'leave' | 'forbid';
};
export const mostMinutes = 480;

export const reachForm = ({ browsers, asksAccounts }: Organisation): ReachForm => ({
  minutes: String(browsers?.continueMinutes ?? ''),
  privateWindows: browsers?.privateWindows ?? 'leave',
  guestProfiles: browsers?.guestProfiles ?? 'leave',
  userNativeHosts: browsers?.userNativeHosts ?? 'leave',
  asksAccounts: asksAccounts ?? false,
});

/** The organisation as the form has it; undefined where the minutes are none. What is as by default is left out. */
export function editedReach(before: Organisation, form: ReachForm): Organisation | undefined {
  const minutes = wholeNumber(form.minutes, 1, mostMinutes);
  if (form.minutes.trim() !== '' && minutes === undefined) return undefined;
  const { browsers: _, asksAccounts: __, ...rest } = before;
  const forbidden = browserThings.filter((thing) => form[thing] === 'forbid');
  const browsers: Browsers = {
    ...(minutes === undefined ? {} : { continueMinutes: minutes }),
    ...Object.fromEntries(forbidden.map((thing) => [thing, 'forbid'])),
  };
  return {
    ...rest,
    ...(Object.keys(browsers).length === 0 ? {} : { browsers }),
    ...(form.asksAccounts ? { asksAccounts: true } : {}),
  };
}
