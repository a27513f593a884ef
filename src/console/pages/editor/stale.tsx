import { Alert, Button, Heading, Paragraph, Table } from '@digdir/designsystemet-react';
import type { Ban } from '#policy/ban.ts';
import type { ResponseOf } from '#protocol/console-server.ts';
import { TableBox } from '../../parts/table-box.tsx';
import { useWords } from '../../shell/words.tsx';
import { factChanges } from '../../view-models/fact-changes.ts';
import { useBanFacts } from '../bans/ban-words.ts';
import type { BanEditing } from './use-ban-editing.ts';

/** Somebody else changed this ban: who, when, which fields differ, and whose to keep. */
export function Stale(props: {
  readonly editing: BanEditing;
  readonly theirs: Ban;
  readonly detail: ResponseOf<'getDraft'>;
}) {
  const { say } = useWords();
  const { editing, theirs, detail } = props;
  const facts = useBanFacts();
  const changes = factChanges(facts(editing.ban), facts(theirs));
  return (
    <Alert data-color="warning" role="alert" className="stale">
      <Heading level={2} data-size="2xs">
        {say('shell.fault.stale-draft')}
      </Heading>
      <Paragraph>{say('editor.stale.who', { name: detail.changedBy, at: detail.changedAt })}</Paragraph>
      <Paragraph>{say('editor.stale.what')}</Paragraph>
      <TableBox label={say('editor.stale.what')}>
        <Table>
          <Table.Head>
            <Table.Row>
              <Table.HeaderCell>{say('editor.stale.field')}</Table.HeaderCell>
              <Table.HeaderCell>{say('editor.stale.mine')}</Table.HeaderCell>
              <Table.HeaderCell>{say('editor.stale.theirs')}</Table.HeaderCell>
            </Table.Row>
          </Table.Head>
          <Table.Body>
            {changes.map(({ id, name, before, after }) => (
              <Table.Row key={id}>
                <Table.Cell>{name}</Table.Cell>
                <Table.Cell className="own-words" lang={before?.lang}>
                  {before?.value ?? '–'}
                </Table.Cell>
                <Table.Cell className="own-words" lang={after?.lang}>
                  {after?.value ?? '–'}
                </Table.Cell>
              </Table.Row>
            ))}
          </Table.Body>
        </Table>
      </TableBox>
      <div className="buttons">
        <Button variant="secondary" onClick={editing.takeTheirs}>
          {say('editor.stale.take')}
        </Button>
        <Button variant="secondary" onClick={editing.keepMine}>
          {say('editor.stale.keep')}
        </Button>
      </div>
    </Alert>
  );
}
