import type { Person } from '#locales/person.ts';
import { summaryToastWords, toastWords } from '#locales/toast-words.ts';
import type { View } from '#protocol/tray-window.ts';
import { isOver, toastKey } from './icon-state.ts';
import type { Toast } from './presenter.ts';
import { shortName } from './short-name.ts';
import type { ToastOrder, ToastWords } from './toasts.ts';

export type ToastMoment = {
  readonly now: number;
  /** The system reads the body as markup: freedesktop's notifications do. */
  readonly markup: boolean;
};

/** A notification in the person's words, and where a click on it leads. */
export function toastOrder(
  person: Person,
  toast: Toast,
  { markup, now }: ToastMoment,
): Omit<ToastOrder, 'onClick'> & { readonly view: View } {
  if (toast.kind === 'summary')
    return {
      key: 'summary',
      words: summaryToastWords(person, toast.notices.length),
      quiet: false,
      urgent: false,
      view: { page: 'notices' },
    };
  const { notice, quiet } = toast;
  const words = toastWords(person, { ...notice, appName: shortName(notice.appName) }, now);
  return {
    key: toastKey(notice, now),
    words: markup ? escaped(words) : words,
    quiet,
    urgent: notice.kind === 'closing' && !isOver(notice, now),
    view: { page: 'notice', notice: notice.id },
  };
}

/** An organisation may be called "Vann & Avløp". The title is never markup. */
const escaped = ({ title, body }: ToastWords): ToastWords => ({
  title,
  body: body.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
});
