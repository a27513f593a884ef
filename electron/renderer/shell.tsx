import { Button, SkipLink } from '@digdir/designsystemet-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { mainPageOf } from './model/view-key.ts';
import { Navigation } from './navigation.tsx';
import { ReachMessage } from './parts/reach-message.tsx';
import { useTray } from './tray-context.ts';

/** What is around every page: the way between the main pages, or the way back from a step. */
export function Shell(props: { readonly announcement: string; readonly children: ReactNode }) {
  const { state, say, back, bridge } = useTray();
  const { view } = state;
  const current = mainPageOf(view);
  const step = view.page === 'ask' || view.page === 'remove';
  const content = useRef<HTMLElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
      if (step) back();
      else void bridge.close({});
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [step, back, bridge]);
  return (
    <div className={`shell ${current === undefined ? 'shell-step' : 'shell-main'}`}>
      <SkipLink
        href="#content"
        onClick={(event) => {
          event.preventDefault();
          content.current?.focus();
        }}
      >
        {say('window.skip')}
      </SkipLink>
      <header className="bar">
        {current === undefined ? (
          <Button variant="tertiary" data-size="sm" onClick={back}>
            <BackArrow />
            {say(step ? 'button.back' : 'nav.notices')}
          </Button>
        ) : (
          <Navigation current={current} />
        )}
      </header>
      <main id="content" ref={content} tabIndex={-1} className="content">
        {view.page !== 'settings' && <ReachMessage />}
        {props.children}
      </main>
      <div role="status" className="ds-sr-only">
        {props.announcement}
      </div>
    </div>
  );
}

const BackArrow = () => (
  <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false" className="line-icon">
    <path d="M14.5 5.5 8 12l6.5 6.5" />
  </svg>
);
