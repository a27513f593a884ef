import type { Ban } from '#policy/ban.ts';
import type { ConsoleSay } from '#locales/console/console-text.ts';

/** Under which terms a ban lets people be exempt, in words. */
export function termsWords(terms: Ban['exemptions'], say: ConsoleSay): string {
  if (!terms.allowed) return say('exemptions.terms.none');
  return (
    [
      ...(terms.longestDays === undefined ? [] : [say('exemptions.terms.longest', { n: terms.longestDays })]),
      ...(terms.approvers === 2 ? [say('exemptions.terms.two')] : []),
      ...(terms.classes?.every((one) => one === 'dedicated') === true
        ? [say('exemptions.terms.dedicated')]
        : []),
      ...(terms.offlineCodes === true ? [say('exemptions.terms.codes')] : []),
    ].join(', ') || '–'
  );
}
