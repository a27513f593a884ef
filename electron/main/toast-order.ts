import type { Person } from '#locales/person.ts';
import { summaryToastWords, toastWords } from '#locales/toast-words.ts';
import type { View } from '#protocol/tray-window.ts';
import { isOver, toastKey } from './icon-state.ts';
import type { Toast } from './presenter.ts';
import type { ToastOrder } from './toasts.ts';

/** A notification in the person's words, and where a click on it leads. */
export function toastOrder(
  person: Person,
  toast: Toast,
  now: number,
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
  return {
    key: toastKey(notice, now),
    words: toastWords(person, notice, now),
    quiet,
    urgent: notice.kind === 'closing' && !isOver(notice, now),
    view: { page: 'notice', notice: notice.id },
  };
}
