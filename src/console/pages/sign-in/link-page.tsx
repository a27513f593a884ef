import { Alert, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useAct } from '../../api/use-act.ts';
import { Loading } from '../../parts/states.tsx';
import { Mark } from '../../shell/brand.tsx';
import { Go } from '../../shell/go.tsx';
import { useWords } from '../../shell/words.tsx';

/** Where a one-time link leads: its secret stands behind the `#`, so that it never reaches a log on the way. */
export function LinkPage() {
  const { say } = useWords();
  const navigate = useNavigate();
  const open = useAct('openSession', ['getSession']);
  const begun = useRef(false);
  const { mutate } = open;
  useEffect(() => {
    if (begun.current) return;
    begun.current = true;
    const token = location.hash.slice(1);
    // Out of the address and the history, whatever comes of it.
    history.replaceState(history.state, '', location.pathname);
    mutate(
      { body: { token: token === '' ? 'none' : token } },
      { onSuccess: () => void navigate({ to: '/' }) },
    );
  }, [mutate, navigate]);
  useEffect(() => {
    document.title = say('shell.title', { page: say('shell.sign-in.title') });
  }, [say]);
  return (
    <main className="alone">
      <div className="alone-head">
        <Mark />
        <Heading level={1} data-size="md">
          {say('shell.sign-in.title')}
        </Heading>
      </div>
      {open.error === null ? (
        <>
          <Paragraph>{say('shell.sign-in.link.working')}</Paragraph>
          <Loading lines={2} />
        </>
      ) : (
        <Alert data-color="warning" role="alert">
          <Paragraph>{say('shell.sign-in.link.used')}</Paragraph>
          <Go to="/">{say('shell.sign-in.title')}</Go>
        </Alert>
      )}
    </main>
  );
}
