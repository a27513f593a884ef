import { Alert, Button, Paragraph } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useAct } from '../../api/use-act.ts';
import { Choice } from '../../parts/choice.tsx';
import { ReasonDialog } from '../../parts/reason-dialog.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import { useWords } from '../../shell/words.tsx';
import { DeviceChoice } from '../exemptions/device-choice.tsx';

/** Forgets a person: one OS account, on one PC or on all. The name is typed twice, since nothing brings it back. */
export function People() {
  const { say, number } = useWords();
  const [account, setAccount] = useState('');
  const [where, setWhere] = useState<'all' | 'one'>('all');
  const [device, setDevice] = useState('');
  const [tried, setTried] = useState(false);
  const [confirming, setConfirming] = useState(false);
  const [again, setAgain] = useState('');
  const [wrong, setWrong] = useState(false);
  const erase = useAct('erasePerson', ['listDevices', 'getOverview']);
  const name = account.trim();
  const missing = (text: string): string | undefined =>
    tried && text === '' ? say('settings.missing') : undefined;
  const close = (): void => {
    setConfirming(false);
    setAgain('');
    setWrong(false);
  };
  return (
    <>
      <Paragraph>{say('settings.people.lead')}</Paragraph>
      <form
        noValidate
        className="form form-narrow"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (name === '' || (where === 'one' && device === '')) return;
          erase.reset();
          setConfirming(true);
        }}
      >
        <TextLine
          label={say('settings.people.account')}
          hint={say('settings.people.account.hint')}
          value={account}
          onType={setAccount}
          fault={missing(name)}
        />
        <Choice
          label={say('settings.people.where')}
          value={where}
          options={(['all', 'one'] as const).map((value) => ({
            value,
            name: say(`settings.people.where.${value}`),
          }))}
          onChoose={(chosen) => setWhere(chosen === 'one' ? 'one' : 'all')}
        />
        {where === 'one' && <DeviceChoice value={device} onChoose={setDevice} fault={missing(device)} />}
        <div className="buttons">
          <Button type="submit" variant="secondary" data-color="danger">
            {say('settings.people.erase')}
          </Button>
        </div>
      </form>
      <div role="status">
        {erase.data !== undefined && (
          <Alert data-color="success">
            <Paragraph>
              {say('devices.one.erased', {
                events: number(erase.data.events),
                exemptions: number(erase.data.exemptions),
                audit: number(erase.data.audit),
              })}
            </Paragraph>
          </Alert>
        )}
      </div>
      <ReasonDialog
        open={confirming}
        title={say('settings.people.title', { account: name })}
        lead={say('settings.people.forever')}
        verb={say('settings.people.erase')}
        danger
        busy={erase.isPending}
        fault={erase.error}
        onClose={close}
        onDo={(reason) => {
          if (again.trim() !== name) return setWrong(true);
          erase.mutate(
            { body: { account: name, reason, ...(where === 'one' ? { device } : {}) } },
            {
              onSuccess: () => {
                close();
                setAccount('');
                setTried(false);
              },
            },
          );
        }}
      >
        <TextLine
          label={say('settings.people.type', { account: name })}
          value={again}
          onType={(value) => {
            setAgain(value);
            setWrong(false);
          }}
          fault={wrong ? say('settings.people.wrong') : undefined}
        />
      </ReasonDialog>
    </>
  );
}
