import { Button, Paragraph, Table, Tag } from '@digdir/designsystemet-react';
import { useState } from 'react';
import type { ResponseOf } from '#protocol/console-server.ts';
import { useAct } from '../../api/use-act.ts';
import { useOperation } from '../../api/use-operation.ts';
import { ReasonDialog } from '../../parts/reason-dialog.tsx';
import { ShownOnce } from '../../parts/shown-once.tsx';
import { Answered, Empty } from '../../parts/states.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { useUnitName } from '../../parts/use-unit-name.ts';
import { useWords } from '../../shell/words.tsx';
import { TokenDialog } from './token-dialog.tsx';

type Token = ResponseOf<'listTokens'>['tokens'][number];

/** By what PCs enrol. */
export function TokenList() {
  const { say } = useWords();
  const tokens = useOperation('listTokens');
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<string>();
  return (
    <>
      <Paragraph>{say('devices.tokens.lead')}</Paragraph>
      <div className="buttons">
        <Button onClick={() => setMaking(true)}>{say('devices.token.new')}</Button>
      </div>
      {made !== undefined && (
        <ShownOnce key={made} title={say('settings.once.made')} lead={say('settings.once')} text={made} />
      )}
      <Answered query={tokens}>
        {(answer) =>
          answer.tokens.length === 0 ? (
            <Empty title={say('devices.tokens.none')} />
          ) : (
            <TokenTable tokens={answer.tokens} />
          )
        }
      </Answered>
      <TokenDialog open={making} onClose={() => setMaking(false)} onMade={setMade} />
    </>
  );
}

function TokenTable({ tokens }: { readonly tokens: readonly Token[] }) {
  const { say, moment, number } = useWords();
  const unitName = useUnitName();
  const [ending, setEnding] = useState<Token>();
  const end = useAct('revokeToken', ['listTokens']);
  const now = Date.now();
  const close = (): void => {
    end.reset();
    setEnding(undefined);
  };
  return (
    <>
      <TableBox label={say('devices.view.tokens')}>
        <Table>
          <Table.Head>
            <Table.Row>
              <Table.HeaderCell>{say('devices.token.name')}</Table.HeaderCell>
              <Table.HeaderCell>{say('shell.unit')}</Table.HeaderCell>
              <Table.HeaderCell>{say('devices.token.col.left')}</Table.HeaderCell>
              <Table.HeaderCell>{say('devices.token.col.valid')}</Table.HeaderCell>
              <Table.HeaderCell>{say('devices.token.col.by')}</Table.HeaderCell>
              <Table.HeaderCell>
                <span className="ds-sr-only">{say('devices.token.revoke')}</span>
              </Table.HeaderCell>
            </Table.Row>
          </Table.Head>
          <Table.Body>
            {tokens.map((token) => {
              const over = token.revokedAt !== undefined || token.expiresAt <= now || token.usesLeft === 0;
              return (
                <Table.Row key={token.token}>
                  <Table.Cell>
                    {token.name}
                    <div className="quiet">
                      {say(`devices.class.${token.class}`)}
                      {token.needsApproval && `, ${say('devices.token.approval.short')}`}
                      {token.labels.length > 0 && `, ${token.labels.join(' ')}`}
                    </div>
                  </Table.Cell>
                  <Table.Cell>{unitName(token.unit)}</Table.Cell>
                  <Table.Cell>
                    {say('devices.token.left', { left: number(token.usesLeft), uses: number(token.uses) })}
                  </Table.Cell>
                  <Table.Cell>
                    {moment(token.expiresAt)}{' '}
                    {over && <Tag data-color="neutral">{say('devices.token.ended')}</Tag>}
                  </Table.Cell>
                  <Table.Cell>{token.createdBy}</Table.Cell>
                  <Table.Cell>
                    {!over && (
                      <Button
                        variant="secondary"
                        data-size="sm"
                        aria-label={`${say('devices.token.revoke')}: ${token.name}`}
                        onClick={() => setEnding(token)}
                      >
                        {say('devices.token.revoke')}
                      </Button>
                    )}
                  </Table.Cell>
                </Table.Row>
              );
            })}
          </Table.Body>
        </Table>
      </TableBox>
      <ReasonDialog
        open={ending !== undefined}
        title={say('devices.token.revoke.title', { name: ending?.name ?? '' })}
        lead={say('devices.token.revoke.lead')}
        verb={say('devices.token.revoke')}
        needsReason={false}
        danger
        busy={end.isPending}
        fault={end.error}
        onClose={close}
        onDo={() => {
          if (ending !== undefined) end.mutate({ params: { token: ending.token } }, { onSuccess: close });
        }}
      />
    </>
  );
}
