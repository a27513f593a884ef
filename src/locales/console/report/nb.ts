import type { ReportMessages } from './report-messages.ts';

/** Norwegian Bokmål. */
export const reportNb: ReportMessages = {
  'report.title': 'Rapport',
};
