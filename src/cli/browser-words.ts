import type { BrowserCoverage } from '#policy/proof.ts';

/** How a browser is called on the screen: its kind, and how it came there where that is not the usual way. */
export const browserName = ({
  browser,
  packaging,
}: Pick<BrowserCoverage, 'browser' | 'packaging'>): string =>
  packaging === 'system' ? browser : `${browser} (${packaging})`;

/** What is true of a browser's own policy, for IT. */
export const policyWords: Readonly<Record<BrowserCoverage['policy'], string>> = {
  'in-force': 'in force',
  'from-next-start': 'from its next start',
  'not-written': 'could not be written',
  unsupported: 'takes none',
};
