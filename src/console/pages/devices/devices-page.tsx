import { Button } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { addressOf } from '../../api/console-api.ts';
import { useView, Views } from '../../parts/views.tsx';
import { useAddress } from '../../shell/address.ts';
import { PageFrame } from '../../shell/page-frame.tsx';
import { useMay } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';
import { DeviceList } from './device-list.tsx';
import './devices.css';
import { ExpectedList } from './expected-list.tsx';
import { ImportDialog } from './import-dialog.tsx';
import { TokenList } from './token-list.tsx';

/** The fleet. */
export function DevicesPage() {
  const { say } = useWords();
  const may = useMay();
  const [search] = useAddress();
  const view = useView(['list', 'tokens', 'expected']);
  const [importing, setImporting] = useState(false);
  const { unit } = search;
  return (
    <PageFrame
      wide
      title={say('devices.title')}
      lead={say('devices.lead')}
      actions={
        <>
          <Button asChild variant="secondary">
            <a href={addressOf('exportDevices', { query: { format: 'csv', unit } })} download>
              {say('devices.export')}
            </a>
          </Button>
          {may('helpdesk') && (
            <Button variant="secondary" onClick={() => setImporting(true)}>
              {say('devices.import')}
            </Button>
          )}
        </>
      }
    >
      {may('helpdesk') && (
        <Views
          label={say('devices.views')}
          shown={view}
          views={[
            { id: 'list', name: say('devices.view.list') },
            { id: 'tokens', name: say('devices.view.tokens') },
            { id: 'expected', name: say('devices.view.expected') },
          ]}
        />
      )}
      {view === 'list' && <DeviceList />}
      {view === 'tokens' && <TokenList />}
      {view === 'expected' && <ExpectedList />}
      <ImportDialog open={importing} onClose={() => setImporting(false)} />
    </PageFrame>
  );
}
