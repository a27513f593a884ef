import { Button, Heading, Paragraph, Textfield } from '@digdir/designsystemet-react';
import { useEffect, useRef, useState } from 'react';
import { isProblem } from '../../api/problem.ts';
import { useAct } from '../../api/use-act.ts';
import { Fault } from '../../parts/states.tsx';
import { Preferences } from '../../shell/account-menu.tsx';
import { Mark } from '../../shell/brand.tsx';
import type { Session } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';

/** Asks who is there; the page that was wanted comes afterwards, as the address stays. */
export function SignIn({ session }: { readonly session: Session }) {
  const { say } = useWords();
  const { organisation, identityProvider } = session;
  useEffect(() => {
    document.title = say('shell.title', { page: say('shell.sign-in.title') });
  }, [say]);
  const wanted = encodeURIComponent(`${location.pathname}${location.search}`);
  return (
    <main className="alone">
      <div className="alone-head">
        <Mark />
        <Heading level={1} data-size="md">
          {say('shell.sign-in.title')}
        </Heading>
        <Paragraph>{say('shell.sign-in.lead', { organisation: organisation.name })}</Paragraph>
      </div>
      {identityProvider !== undefined && (
        <>
          <Button asChild>
            <a href={`/sign-in?to=${wanted}`}>
              {say('shell.sign-in.with', { provider: identityProvider.name })}
            </a>
          </Button>
          <Paragraph className="quiet">{say('shell.sign-in.or')}</Paragraph>
        </>
      )}
      <TokenForm first={identityProvider === undefined} />
      <div className="preferences">
        <Preferences />
      </div>
    </main>
  );
}

function TokenForm({ first }: { readonly first: boolean }) {
  const { say } = useWords();
  const [token, setToken] = useState('');
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const open = useAct('openSession', ['getSession']);
  const wrong = isProblem(open.error, 'not-signed-in');
  const error = missing
    ? say('shell.sign-in.token.missing')
    : wrong
      ? say('shell.sign-in.token.wrong')
      : undefined;
  return (
    <form
      noValidate
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        const given = token.trim();
        setMissing(given === '');
        if (given === '') field.current?.focus();
        else open.mutate({ body: { token: given } }, { onError: () => field.current?.focus() });
      }}
    >
      <Textfield
        ref={field}
        type="password"
        autoComplete="current-password"
        spellCheck={false}
        label={say('shell.sign-in.token')}
        description={say('shell.sign-in.token.hint')}
        value={token}
        onChange={({ target }) => {
          setToken(target.value);
          setMissing(false);
        }}
        {...(error === undefined ? {} : { error })}
      />
      {open.error !== null && !wrong && <Fault fault={open.error} />}
      <Button type="submit" variant={first ? 'primary' : 'secondary'} loading={open.isPending}>
        {say('shell.sign-in.title')}
      </Button>
    </form>
  );
}
