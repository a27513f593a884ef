import type { ReportMessages } from './report-messages.ts';

/** Swedish. */
export const reportSv: ReportMessages = {
  'report.title': 'Rapport',
};
