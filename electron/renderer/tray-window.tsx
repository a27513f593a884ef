import { useMemo, useRef, useState } from 'react';
import type { View, WindowBridge, WindowState } from '#protocol/tray-window.ts';
import { viewKey } from './model/view-key.ts';
import type { AskDraft } from './model/ask-form.ts';
import { Page } from './page.tsx';
import { sayIn } from './say.ts';
import { Shell } from './shell.tsx';
import { TrayProvider, type Tray } from './tray-context.ts';
import { useDocument } from './use-document.ts';

/** The window once its state is known. A page begins anew whenever it is about something else. */
export function TrayWindow(props: { readonly bridge: WindowBridge; readonly state: WindowState }) {
  const { bridge, state } = props;
  const { language, timeZone, view } = state;
  const [announcement, announce] = useState('');
  const [drafts] = useState(() => new Map<string, AskDraft>());
  const say = useMemo(() => sayIn(language, timeZone), [language, timeZone]);
  const previous = usePrevious(view);
  const tray = useMemo((): Tray => {
    const go = (to: View): void => void bridge.go({ view: to });
    const back = (): void => go(previous ?? above(state.view));
    return { state, bridge, say, go, back, from: previous, announce, drafts };
  }, [state, bridge, say, previous, drafts]);
  useDocument(state, say);
  return (
    <TrayProvider value={tray}>
      <Shell announcement={announcement}>
        <Page key={viewKey(view)} view={view} />
      </Shell>
    </TrayProvider>
  );
}

/** The page before this one, where the person came from one. */
function usePrevious(view: View): View | undefined {
  const trail = useRef<readonly View[]>([]);
  const last = trail.current.at(-1);
  if (last === undefined || viewKey(last) !== viewKey(view)) {
    const seen = trail.current.findIndex((one) => viewKey(one) === viewKey(view));
    trail.current = seen < 0 ? [...trail.current, view] : trail.current.slice(0, seen + 1);
  }
  return trail.current.at(-2);
}

/** Where "back" leads when the window opened here. */
const above = (view: View): View => ({ page: view.page === 'notice' ? 'notices' : 'overview' });
