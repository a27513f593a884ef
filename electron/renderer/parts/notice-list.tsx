import { noticeWords } from '#locales/notice-words.ts';
import type { Notice } from '#protocol/notice.ts';
import { useTray } from '../tray-context.ts';
import { moment } from '../when.ts';
import { KindIcon } from './kind-icon.tsx';

/** Notices in short; each opens its own page. */
export function NoticeList({ notices }: { readonly notices: readonly Notice[] }) {
  const { state, say, go } = useTray();
  return (
    <ul className="rows">
      {notices.map((notice) => (
        <li key={notice.id}>
          <button type="button" className="row" onClick={() => go({ page: 'notice', notice: notice.id })}>
            <KindIcon kind={notice.kind} />
            <span className="row-words">
              <span className="row-title">{noticeWords(state, notice, Date.now()).title}</span>
              <span className="quiet">
                {moment(notice.createdAt, state)}
                {notice.acknowledgedAt !== undefined && ` · ${say('notices.read')}`}
              </span>
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
