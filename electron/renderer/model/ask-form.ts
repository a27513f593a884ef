import type { AskedDevice } from '#policy/exemption.ts';
import type { VerbArgument } from '#protocol/tray-window.ts';

/** What the person has filled in so far; `days` as typed. */
export type AskDraft = {
  readonly purpose: string;
  readonly days: string;
  readonly device: AskedDevice;
};
export const emptyDraft: AskDraft = { purpose: '', days: '', device: 'this-pc' };

/** As many characters as the agent takes. */
export const longestPurpose = 300;
/** Where the ban names no limit of its own. */
export const longestPeriod = 366;

export type AskFaults = {
  readonly purpose?: 'missing' | 'too-long';
  readonly days?: 'missing' | 'not-a-number' | 'too-many';
};
export type CheckedAsk =
  | { readonly ok: true; readonly argument: Omit<VerbArgument<'ask'>, 'ban'> }
  | { readonly ok: false; readonly faults: AskFaults };

export function checkAsk(draft: AskDraft, longestDays = longestPeriod): CheckedAsk {
  const purpose = draft.purpose.trim();
  const purposeFault = purpose === '' ? 'missing' : purpose.length > longestPurpose ? 'too-long' : undefined;
  const typed = draft.days.trim();
  const days = /^\d{1,6}$/.test(typed) ? Number(typed) : 0;
  const daysFault =
    typed === '' ? 'missing' : days < 1 ? 'not-a-number' : days > longestDays ? 'too-many' : undefined;
  if (purposeFault === undefined && daysFault === undefined)
    return { ok: true, argument: { purpose, days, device: draft.device } };
  return {
    ok: false,
    faults: {
      ...(purposeFault === undefined ? {} : { purpose: purposeFault }),
      ...(daysFault === undefined ? {} : { days: daysFault }),
    },
  };
}
