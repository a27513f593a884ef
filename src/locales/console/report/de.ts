import type { ReportMessages } from './report-messages.ts';

/** German. */
export const reportDe: ReportMessages = {
  'report.title': 'Bericht',
};
