import { Alert, Button, Paragraph } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useAct } from '../../api/use-act.ts';
import { Fault } from '../../parts/states.tsx';
import { useWords } from '../../shell/words.tsx';

/** Asks a PC to prove or to look anew, and says whether it was there to be asked. Its people see who asked. */
export function AskDevice(props: { readonly device: string; readonly onRenew: () => void }) {
  const { say } = useWords();
  const [asked, setAsked] = useState<'prove' | 'rescan'>();
  const prove = useAct('askProof');
  const rescan = useAct('askRescan');
  const given = { params: { device: props.device } };
  const last = asked === 'prove' ? prove : rescan;
  const ask = (what: 'prove' | 'rescan'): void => {
    setAsked(what);
    (what === 'prove' ? prove : rescan).mutate(given);
  };
  return (
    <>
      <div className="buttons">
        <Button variant="secondary" loading={prove.isPending} onClick={() => ask('prove')}>
          {say('devices.one.prove')}
        </Button>
        <Button variant="secondary" loading={rescan.isPending} onClick={() => ask('rescan')}>
          {say('devices.one.rescan')}
        </Button>
      </div>
      <div role="status">
        {asked !== undefined && last.data !== undefined && (
          <Alert data-color={last.data.sent ? 'success' : 'warning'} className="fault">
            <Paragraph>
              {say(last.data.sent ? `devices.one.asked.${asked}` : 'devices.one.asked.away')}
            </Paragraph>
            {last.data.sent && (
              <Button variant="secondary" data-size="sm" onClick={props.onRenew}>
                {say('devices.one.renew')}
              </Button>
            )}
          </Alert>
        )}
      </div>
      <Fault fault={last.error} />
    </>
  );
}
