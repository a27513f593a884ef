import { noticeWords } from '#locales/notice-words.ts';
import type { Notice } from '#protocol/notice.ts';
import { secondsUntil, spokenSeconds } from '../model/countdown.ts';
import { useTray } from '../tray-context.ts';

/** The countdown for ears: the sentence is renewed at a few marks only, not with every second that the eye sees. */
export function ClosingAloud({ notice, now }: { readonly notice: Notice; readonly now: number }) {
  const { state } = useTray();
  const { closesAt = now } = notice;
  const mark = spokenSeconds(secondsUntil(closesAt, now));
  return (
    <p role="status" className="ds-sr-only">
      {noticeWords(state, notice, closesAt - mark * 1000).body}
    </p>
  );
}
