export { reportPage, reportPagePolicy } from './report-page.ts';
