import { Link, type LinkProps } from '@tanstack/react-router';
import type { ConsoleKey } from '#locales/console/console-messages.ts';
import { useWords } from './words.tsx';

type Way = { readonly to: NonNullable<LinkProps['to']>; readonly key: ConsoleKey };

/** The main pages, in the groups in which they are shown. */
export const ways: readonly (readonly Way[])[] = [
  [
    { to: '/', key: 'shell.nav.overview' },
    { to: '/bans', key: 'shell.nav.bans' },
    { to: '/drafts', key: 'shell.nav.drafts' },
    { to: '/rollouts', key: 'shell.nav.rollouts' },
  ],
  [
    { to: '/devices', key: 'shell.nav.devices' },
    { to: '/exemptions', key: 'shell.nav.exemptions' },
    { to: '/packs', key: 'shell.nav.packs' },
  ],
  [
    { to: '/report', key: 'shell.nav.report' },
    { to: '/audit', key: 'shell.nav.audit' },
    { to: '/settings', key: 'shell.nav.settings' },
  ],
];

/** The way between the main pages. `onGo`: the person went somewhere, or stayed by pressing where he is. */
export function Navigation({ id, onGo }: { readonly id: string; readonly onGo: () => void }) {
  const { say } = useWords();
  return (
    <nav aria-label={say('shell.nav.label')} className="navigation" id={id}>
      {ways.map((group) => (
        <ul key={group[0]?.to}>
          {group.map(({ to, key }) => (
            <li key={to}>
              <Link to={to} activeOptions={{ exact: to === '/' }} onClick={onGo}>
                {say(key)}
              </Link>
            </li>
          ))}
        </ul>
      ))}
    </nav>
  );
}
