import { Alert, Button, Paragraph } from '@digdir/designsystemet-react';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useOperation } from '../../api/use-operation.ts';
import { Section } from '../../parts/section.tsx';
import { Answered } from '../../parts/states.tsx';
import { Go } from '../../shell/go.tsx';
import { PageFrame } from '../../shell/page-frame.tsx';
import { useMay } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';
import { RevokeDialog } from '../devices/device-table.tsx';
import { AskDevice } from './ask-device.tsx';
import { DeviceExemptions } from './device-exemptions.tsx';
import { DeviceFacts } from './device-facts.tsx';
import { DevicePolicyTable } from './device-policy.tsx';
import { BrowserTable, LookList, ReceiptTable } from './device-proofs.tsx';
import { EditDialog } from './edit-dialog.tsx';
import { EraseDialog } from './erase-dialog.tsx';

/** One PC: what holds there, why, and how it is known. Opening it is a look, which its people see. */
export function DevicePage() {
  const { say } = useWords();
  const may = useMay();
  const navigate = useNavigate();
  const { device } = useParams({ from: '/inside/devices/$device' });
  const detail = useOperation('getDevice', { params: { device } });
  const policy = useOperation('getDevicePolicy', { params: { device } });
  const [dialog, setDialog] = useState<'edit' | 'revoke' | 'erase'>();
  const close = (): void => setDialog(undefined);
  const known = detail.data;
  return (
    <PageFrame
      wide
      title={known?.hostName ?? say('devices.filter.search')}
      crumbs={[
        <Go key="devices" to="/devices">
          {say('devices.title')}
        </Go>,
      ]}
      actions={
        known !== undefined && (
          <>
            {may('helpdesk') && known.state !== 'revoked' && (
              <>
                <Button variant="secondary" onClick={() => setDialog('edit')}>
                  {say('devices.one.edit')}
                </Button>
                <Button variant="secondary" data-color="danger" onClick={() => setDialog('revoke')}>
                  {say('devices.revoke')}
                </Button>
              </>
            )}
            {may('administrator') && (
              <Button variant="secondary" data-color="danger" onClick={() => setDialog('erase')}>
                {say('devices.one.erase')}
              </Button>
            )}
          </>
        )
      }
    >
      <Alert data-color="info">
        <Paragraph>{say('devices.one.recorded')}</Paragraph>
      </Alert>
      <Answered query={detail} lines={8}>
        {(told) => (
          <>
            <DeviceFacts device={told} target={policy.data?.target} />
            {may('helpdesk') && told.state === 'active' && (
              <AskDevice
                device={device}
                onRenew={() => {
                  void detail.refetch();
                  void policy.refetch();
                }}
              />
            )}
            <Section title={say('devices.one.policy')}>
              <Answered query={policy}>{(answer) => <DevicePolicyTable policy={answer} />}</Answered>
            </Section>
            <Section title={say('devices.one.browsers')}>
              <BrowserTable browsers={told.browsers ?? []} />
            </Section>
            <Section title={say('devices.one.receipts')}>
              <ReceiptTable receipts={told.receipts} />
            </Section>
            <Section title={say('devices.one.exemptions')}>
              <DeviceExemptions device={device} />
            </Section>
            <Section title={say('devices.one.looks')}>
              <LookList looks={told.looks} />
            </Section>
            <EditDialog
              key={dialog === 'edit' ? 'open' : 'closed'}
              device={told}
              open={dialog === 'edit'}
              onClose={close}
            />
            <RevokeDialog device={dialog === 'revoke' ? told : undefined} onClose={close} />
            <EraseDialog
              device={told}
              open={dialog === 'erase'}
              onClose={close}
              onErased={() => void navigate({ to: '/devices' })}
            />
          </>
        )}
      </Answered>
    </PageFrame>
  );
}
