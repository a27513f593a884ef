import type { MainPage } from './model/view-key.ts';
import { mainPages } from './model/view-key.ts';
import { splitNotices } from './model/new-notices.ts';
import { useTray } from './tray-context.ts';

/** The way between the main pages. */
export function Navigation({ current }: { readonly current: MainPage }) {
  const { state, say, go } = useTray();
  const waiting = splitNotices(state.notices, Date.now()).fresh.length;
  return (
    <nav aria-label={say('nav.label')} className="navigation">
      <ul>
        {mainPages.map((page) => (
          <li key={page}>
            <button
              type="button"
              aria-current={page === current ? 'page' : undefined}
              onClick={() => go({ page })}
            >
              {say(`nav.${page}`)}
              {page === 'notices' && waiting > 0 && (
                <>
                  {' '}
                  <span className="count" aria-hidden="true">
                    {waiting}
                  </span>
                  <span className="ds-sr-only">({say('menu.notices', { count: waiting })})</span>
                </>
              )}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}
