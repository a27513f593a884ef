import { useEffect } from 'react';
import type { WindowState } from '#protocol/tray-window.ts';
import type { Say } from './say.ts';

const schemes = { system: 'auto', light: 'light', dark: 'dark' } as const;

/** What the document itself says: its language, for voices and hyphens, its colours, and its title. */
export function useDocument(state: WindowState, say: Say): void {
  const { language, choices } = state;
  const title = say('window.title');
  useEffect(() => {
    const { documentElement } = document;
    documentElement.lang = language;
    documentElement.dataset['colorScheme'] = schemes[choices.theme];
    document.title = title;
  }, [language, choices.theme, title]);
}
