import type { ReportMessages } from './report-messages.ts';

/** Danish. */
export const reportDa: ReportMessages = {
  'report.title': 'Rapport',
};
