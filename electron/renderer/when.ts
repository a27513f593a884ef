import { intlLocaleOf } from '#locales/intl-locale.ts';
import type { WindowState } from '#protocol/tray-window.ts';

/** An instant as a day and a time, where the person is. */
export const moment = (at: number, { language, timeZone }: WindowState): string =>
  new Intl.DateTimeFormat(intlLocaleOf(language), {
    day: 'numeric',
    month: 'long',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  }).format(at);
