import type { ReportMessages } from './report-messages.ts';

/** French. */
export const reportFr: ReportMessages = {
  'report.title': 'Rapport',
};
