import { Button, Heading, Paragraph, Switch, Table, Tag } from '@digdir/designsystemet-react';
import { useState } from 'react';
import type { ResponseOf } from '#protocol/console-server.ts';
import { useAct } from '../../api/use-act.ts';
import { useOperation } from '../../api/use-operation.ts';
import { ReasonDialog } from '../../parts/reason-dialog.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { Answered, Empty, Fault } from '../../parts/states.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { useWords } from '../../shell/words.tsx';
import { LastTry, TestWords } from './test-words.tsx';
import { WebhookDialog } from './webhook-dialog.tsx';

type Webhook = ResponseOf<'listWebhooks'>['webhooks'][number];

/** Addresses that are told what happens. */
export function Webhooks() {
  const { say } = useWords();
  const webhooks = useOperation('listWebhooks');
  const [dialog, setDialog] = useState<'new' | Webhook>();
  const [secret, setSecret] = useState<string>();
  return (
    <>
      <Paragraph>{say('settings.webhooks.lead')}</Paragraph>
      <div className="buttons">
        <Button onClick={() => setDialog('new')}>{say('settings.webhooks.new')}</Button>
      </div>
      {secret !== undefined && (
        <ShownOnce key={secret} title={say('settings.once.made')} lead={say('settings.once')} text={secret} />
      )}
      <Answered query={webhooks}>
        {(answer) =>
          answer.webhooks.length === 0 ? (
            <Empty title={say('settings.webhooks.none')} />
          ) : (
            <ul className="records">
              {answer.webhooks.map((webhook) => (
                <li key={webhook.webhook}>
                  <WebhookCard webhook={webhook} onEdit={() => setDialog(webhook)} />
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
      {dialog !== undefined && (
        <WebhookDialog
          webhook={dialog === 'new' ? undefined : dialog}
          onClose={() => setDialog(undefined)}
          onMade={setSecret}
        />
      )}
    </>
  );
}

function WebhookCard({ webhook, onEdit }: { readonly webhook: Webhook; readonly onEdit: () => void }) {
  const { say } = useWords();
  const [removing, setRemoving] = useState(false);
  const [shown, setShown] = useState(false);
  const params = { webhook: webhook.webhook };
  const set = useAct('setWebhook', ['listWebhooks']);
  const test = useAct('testWebhook', ['listWebhooks', 'listDeliveries']);
  const remove = useAct('removeWebhook', ['listWebhooks']);
  return (
    <article className="record" aria-label={webhook.name}>
      <div className="record-head">
        <Heading level={2} data-size="2xs">
          {webhook.name}
        </Heading>
        {!webhook.enabled && <Tag data-color="neutral">{say('settings.webhooks.off')}</Tag>}
      </div>
      <span className="mono">{webhook.url}</span>
      <Paragraph className="quiet">
        {webhook.kinds.map((kind) => say(`settings.kind.${kind}`)).join('; ')}
      </Paragraph>
      {webhook.waiting > 0 && (
        <Paragraph>{say('settings.webhooks.waiting', { n: webhook.waiting })}</Paragraph>
      )}
      {webhook.lastDelivery !== undefined && <LastTry delivery={webhook.lastDelivery} />}
      <TestWords delivery={test.data} />
      <Fault fault={test.error ?? set.error} />
      <Switch
        label={say('settings.webhooks.enabled')}
        checked={webhook.enabled}
        onChange={({ target }) => set.mutate({ params, body: { enabled: target.checked } })}
      />
      <div className="buttons">
        <Button
          variant="secondary"
          data-size="sm"
          loading={test.isPending}
          onClick={() => test.mutate({ params })}
        >
          {say('settings.test')}
        </Button>
        <Button variant="secondary" data-size="sm" onClick={onEdit}>
          {say('settings.operators.edit.verb')}
        </Button>
        <Button variant="secondary" data-size="sm" aria-expanded={shown} onClick={() => setShown(!shown)}>
          {say('settings.webhooks.deliveries')}
        </Button>
        <Button variant="tertiary" data-size="sm" data-color="danger" onClick={() => setRemoving(true)}>
          {say('settings.webhooks.remove')}
        </Button>
      </div>
      {shown && <Deliveries webhook={webhook.webhook} />}
      <ReasonDialog
        open={removing}
        title={say('settings.webhooks.remove.title', { name: webhook.name })}
        lead={say('settings.webhooks.remove.lead')}
        verb={say('settings.webhooks.remove')}
        needsReason={false}
        danger
        busy={remove.isPending}
        fault={remove.error}
        onClose={() => setRemoving(false)}
        onDo={() => remove.mutate({ params })}
      />
    </article>
  );
}

function Deliveries({ webhook }: { readonly webhook: string }) {
  const { say, moment, number } = useWords();
  const deliveries = useOperation('listDeliveries', { params: { webhook } });
  return (
    <Answered query={deliveries} lines={3}>
      {(answer) => (
        <TableBox label={say('settings.webhooks.deliveries')}>
          <Table>
            <Table.Head>
              <Table.Row>
                <Table.HeaderCell>{say('audit.when')}</Table.HeaderCell>
                <Table.HeaderCell>{say('settings.kinds')}</Table.HeaderCell>
                <Table.HeaderCell>{say('devices.one.result')}</Table.HeaderCell>
                <Table.HeaderCell className="number">{say('settings.webhooks.tries')}</Table.HeaderCell>
              </Table.Row>
            </Table.Head>
            <Table.Body>
              {answer.deliveries.map((one) => (
                <Table.Row key={one.message}>
                  <Table.Cell>{moment(one.queuedAt)}</Table.Cell>
                  <Table.Cell>
                    <span className="mono">{one.kind}</span>
                  </Table.Cell>
                  <Table.Cell>
                    {say(`settings.webhooks.state.${one.state}`)}
                    {one.last?.why !== undefined && (
                      <div className="quiet" lang="en">
                        {one.last.why}
                      </div>
                    )}
                  </Table.Cell>
                  <Table.Cell className="number">{number(one.tries)}</Table.Cell>
                </Table.Row>
              ))}
            </Table.Body>
          </Table>
        </TableBox>
      )}
    </Answered>
  );
}
