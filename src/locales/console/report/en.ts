import type { ReportMessages } from './report-messages.ts';

/** English. */
export const reportEn: ReportMessages = {
  'report.title': 'Report',
};
