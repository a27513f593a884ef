import type { ReportMessages } from './report-messages.ts';

/** Dutch. */
export const reportNl: ReportMessages = {
  'report.title': 'Rapport',
};
