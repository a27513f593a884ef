import { Button, SkipLink } from '@digdir/designsystemet-react';
import { Outlet } from '@tanstack/react-router';
import { Suspense, useRef, useState } from 'react';
import { useLink } from '../live/live-provider.tsx';
import { SignIn } from '../pages/sign-in/sign-in.tsx';
import { Fault, Loading, Offline } from '../parts/states.tsx';
import { AccountMenu } from './account-menu.tsx';
import { Brand } from './brand.tsx';
import { Navigation } from './navigation.tsx';
import { useSession } from './session.ts';
import { useWords } from './words.tsx';

/** What is around every page; who is not signed in is asked to, and then sees the page that was wanted. */
export function Frame() {
  const { session, signedIn, fault, again } = useSession();
  if (fault !== undefined && fault !== null)
    return (
      <main className="alone">
        <Fault fault={fault} again={again} />
      </main>
    );
  if (session === undefined)
    return (
      <main className="alone">
        <Loading />
      </main>
    );
  return signedIn ? <Inside /> : <SignIn session={session} />;
}

function Inside() {
  const { say } = useWords();
  const { session } = useSession();
  const link = useLink();
  const [open, setOpen] = useState(false);
  const content = useRef<HTMLElement>(null);
  return (
    <div className="frame">
      <SkipLink
        href="#content"
        onClick={(event) => {
          event.preventDefault();
          content.current?.focus();
        }}
      >
        {say('shell.skip')}
      </SkipLink>
      <header className="top">
        <Button
          variant="tertiary"
          data-size="sm"
          className="menu-button"
          aria-expanded={open}
          aria-controls="menu"
          onClick={() => setOpen(!open)}
        >
          {say('shell.nav.menu')}
        </Button>
        <Brand organisation={session?.organisation.name ?? ''} />
        {session !== undefined && <AccountMenu session={session} />}
      </header>
      <div className={open ? 'side side-open' : 'side'}>
        <Navigation id="menu" onGo={() => setOpen(false)} />
      </div>
      <main id="content" ref={content} tabIndex={-1} className="content">
        {link === 'lost' && <Offline />}
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </main>
    </div>
  );
}
