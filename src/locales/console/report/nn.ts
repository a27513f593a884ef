import type { ReportMessages } from './report-messages.ts';

/** Norwegian Nynorsk. */
export const reportNn: ReportMessages = {
  'report.title': 'Rapport',
};
