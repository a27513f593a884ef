import type { View } from '#protocol/tray-window.ts';
import { AboutMePage } from './pages/about-me-page.tsx';
import { AskPage } from './pages/ask-page.tsx';
import { CodePage } from './pages/code-page.tsx';
import { NoticePage } from './pages/notice-page.tsx';
import { NoticesPage } from './pages/notices-page.tsx';
import { OverviewPage } from './pages/overview-page.tsx';
import { RemovePage } from './pages/remove-page.tsx';
import { RequestsPage } from './pages/requests-page.tsx';
import { SettingsPage } from './pages/settings-page.tsx';

export function Page({ view }: { readonly view: View }) {
  switch (view.page) {
    case 'overview':
      return <OverviewPage />;
    case 'notices':
      return <NoticesPage />;
    case 'notice':
      return <NoticePage id={view.notice} />;
    case 'requests':
      return <RequestsPage />;
    case 'about-me':
      return <AboutMePage />;
    case 'settings':
      return <SettingsPage />;
    case 'ask':
      return <AskPage ban={view.ban} />;
    case 'code':
      return <CodePage ban={view.ban} />;
    case 'remove':
      return <RemovePage ban={view.ban} />;
    default:
      return view satisfies never;
  }
}
