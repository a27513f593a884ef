import { Button, Paragraph, Table, Tag } from '@digdir/designsystemet-react';
import { useAct } from '../../api/use-act.ts';
import { useOperation } from '../../api/use-operation.ts';
import { Answered, Fault } from '../../parts/states.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { useWords } from '../../shell/words.tsx';

/** One's own browsers, and the way out of all of them. */
export function Sessions() {
  const { say, moment } = useWords();
  const sessions = useOperation('listSessions');
  const end = useAct('endSessions', ['getSession', 'listSessions']);
  return (
    <>
      <Paragraph>{say('settings.sessions.lead')}</Paragraph>
      <Answered query={sessions}>
        {(answer) => (
          <TableBox label={say('settings.view.sessions')}>
            <Table>
              <Table.Head>
                <Table.Row>
                  <Table.HeaderCell>{say('settings.sessions.browser')}</Table.HeaderCell>
                  <Table.HeaderCell>{say('settings.sessions.address')}</Table.HeaderCell>
                  <Table.HeaderCell>{say('settings.sessions.used')}</Table.HeaderCell>
                </Table.Row>
              </Table.Head>
              <Table.Body>
                {answer.sessions.map((one) => (
                  <Table.Row key={one.session}>
                    <Table.Cell>
                      {one.browser}{' '}
                      {one.current && <Tag data-color="info">{say('settings.sessions.current')}</Tag>}
                    </Table.Cell>
                    <Table.Cell>{one.address}</Table.Cell>
                    <Table.Cell>{moment(one.lastUsedAt)}</Table.Cell>
                  </Table.Row>
                ))}
              </Table.Body>
            </Table>
          </TableBox>
        )}
      </Answered>
      <Fault fault={end.error} />
      <div className="buttons">
        <Button variant="secondary" loading={end.isPending} onClick={() => end.mutate({})}>
          {say('settings.sessions.end')}
        </Button>
      </div>
    </>
  );
}
