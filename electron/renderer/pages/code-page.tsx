import { Button, Paragraph } from '@digdir/designsystemet-react';
import { useEffect, useState } from 'react';
import type { OfflineChallenge } from '#protocol/tray-agent.ts';
import { CodeAccepted, CodeForm } from '../code/code-form.tsx';
import { ReadOut } from '../code/read-out.tsx';
import { namesOfBan } from '../model/app-names.ts';
import { FaultMessage } from '../parts/fault-message.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { useTray } from '../tray-context.ts';
import { useVerb } from '../use-verb.ts';

/** A code over the telephone, for whoever has no network. */
export function CodePage({ ban }: { readonly ban: string }) {
  const { state, say, bridge, go, announce } = useTray();
  const [asked, setAsked] = useState<OfflineChallenge>();
  const [until, setUntil] = useState<number>();
  const { fault, run } = useVerb();
  const app = namesOfBan(ban, state);
  const ask = (): void => run(() => bridge.codeChallenge({ ban }), setAsked);
  useEffect(ask, [bridge, ban]);
  return (
    <>
      <PageHeading>{say('code.title', { app })}</PageHeading>
      {until === undefined ? (
        <>
          <Paragraph>{say('code.intro', { app })}</Paragraph>
          <FaultMessage fault={fault} />
          {asked !== undefined && (
            <>
              <ReadOut ban={ban} asked={asked} />
              <CodeForm
                ban={ban}
                onExpired={ask}
                onAccepted={(end) => {
                  setUntil(end);
                  announce(say('code.accepted', { app, until: end }));
                }}
              />
            </>
          )}
        </>
      ) : (
        <>
          <CodeAccepted app={app} until={until} />
          <div className="buttons">
            <Button onClick={() => go({ page: 'overview' })}>{say('menu.status')}</Button>
          </div>
        </>
      )}
    </>
  );
}
