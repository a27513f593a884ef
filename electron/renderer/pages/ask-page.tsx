import { Alert, Button, Paragraph } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { requestWords } from '#locales/request-words.ts';
import { AskForm } from '../ask/ask-form.tsx';
import { namesOfBan } from '../model/app-names.ts';
import { codeOffer } from '../model/code-offer.ts';
import { openRequest } from '../model/open-request.ts';
import { PageHeading } from '../parts/page-heading.tsx';
import { useTray } from '../tray-context.ts';

/** Asking for an exemption; once asked, how the request stands. */
export function AskPage({ ban }: { readonly ban: string }) {
  const { state, say, go, announce } = useTray();
  const [sent, setSent] = useState(false);
  const open = openRequest(ban, state.requests);
  const app = namesOfBan(ban, state);
  const organisation =
    state.status?.organisation?.name ?? state.notices.find((one) => one.ban === ban)?.organisation;
  if (!sent && open === undefined)
    return (
      <>
        <PageHeading>{say('ask.title', { app })}</PageHeading>
        {organisation !== undefined && <Paragraph>{say('ask.intro', { organisation })}</Paragraph>}
        <AskForm
          ban={ban}
          onSent={() => {
            setSent(true);
            announce(say('ask.sent'));
          }}
        />
        {codeOffer(ban, state) !== undefined && (
          <div className="buttons">
            <Button variant="tertiary" onClick={() => go({ page: 'code', ban })}>
              {say('code.link')}
            </Button>
          </div>
        )}
      </>
    );
  return (
    <>
      <PageHeading key="asked">{say('ask.title', { app })}</PageHeading>
      <Alert data-color={sent ? 'success' : 'info'}>
        <Paragraph>{sent || open === undefined ? say('ask.sent') : requestWords(state, open)}</Paragraph>
      </Alert>
      <div className="buttons">
        <Button onClick={() => go({ page: 'requests' })}>{say('menu.requests')}</Button>
        {codeOffer(ban, state) === 'now' && (
          <Button variant="secondary" onClick={() => go({ page: 'code', ban })}>
            {say('code.link')}
          </Button>
        )}
      </div>
    </>
  );
}
