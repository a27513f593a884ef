import { Alert, Button, Paragraph } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useOperation } from '../../api/use-operation.ts';
import { useNews } from '../../live/live-provider.tsx';
import { Answered, Empty } from '../../parts/states.tsx';
import { useView, Views } from '../../parts/views.tsx';
import { useAddress } from '../../shell/address.ts';
import { PageFrame } from '../../shell/page-frame.tsx';
import { useMay } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';
import { exemptionQuery, exemptionViews } from '../../view-models/exemptions.ts';
import { CodeDialog } from './code-dialog.tsx';
import { ExemptionCard } from './exemption-card.tsx';
import { GrantDialog } from './grant-dialog.tsx';

/** What employees ask for, and what they were given. */
export function ExemptionsPage() {
  const { say } = useWords();
  const may = useMay();
  const [search, change] = useAddress();
  const view = useView(exemptionViews);
  const [dialog, setDialog] = useState<'grant' | 'code'>();
  const list = useOperation(
    'listExemptions',
    { query: exemptionQuery(view, search) },
    { keepPrevious: true },
  );
  const bans = useOperation('listBans');
  const news = useNews('listExemptions', list.dataUpdatedAt);
  return (
    <PageFrame
      title={say('exemptions.title')}
      lead={say('exemptions.lead')}
      actions={
        may('approver') && (
          <>
            <Button variant="secondary" onClick={() => setDialog('code')}>
              {say('exemptions.code')}
            </Button>
            <Button onClick={() => setDialog('grant')}>{say('exemptions.grant')}</Button>
          </>
        )
      }
    >
      <Views
        label={say('exemptions.views')}
        shown={view}
        views={exemptionViews.map((id) => ({ id, name: say(`exemptions.view.${id}`) }))}
      />
      <div role="status">
        {news && (
          <Alert data-color="info" className="fault">
            <Paragraph>{say('exemptions.news')}</Paragraph>
            <Button variant="secondary" data-size="sm" onClick={() => void list.refetch()}>
              {say('exemptions.news.show')}
            </Button>
          </Alert>
        )}
      </div>
      <Answered query={list}>
        {({ exemptions, next }) =>
          exemptions.length === 0 ? (
            <Empty title={say(view === 'waiting' ? 'exemptions.none.waiting' : 'exemptions.none')} />
          ) : (
            <>
              <ul className="records" aria-busy={list.isPlaceholderData}>
                {exemptions.map((one) => (
                  <li key={one.exemption}>
                    <ExemptionCard
                      exemption={one}
                      terms={bans.data?.bans.find(({ ban }) => ban.id === one.ban)?.ban.exemptions}
                    />
                  </li>
                ))}
              </ul>
              {next !== undefined && (
                <div className="buttons">
                  <Button variant="secondary" onClick={() => change({ after: next })}>
                    {say('devices.page.next')}
                  </Button>
                </div>
              )}
            </>
          )
        }
      </Answered>
      <GrantDialog open={dialog === 'grant'} onClose={() => setDialog(undefined)} />
      <CodeDialog open={dialog === 'code'} onClose={() => setDialog(undefined)} />
    </PageFrame>
  );
}
