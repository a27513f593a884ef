import { Paragraph, Table } from '@digdir/designsystemet-react';
import { TableBox } from '../../parts/table-box.tsx';
import { EffectTag } from '../../parts/tags.tsx';
import { WebLink } from '../../parts/web-link.tsx';
import { Go } from '../../shell/go.tsx';
import { useWords } from '../../shell/words.tsx';
import type { Organisation } from './policy-part.tsx';

/** The packs that the policy names: to be read here, changed where packs are. */
export function Subscriptions({ subscriptions }: Pick<Organisation, 'subscriptions'>) {
  const { say } = useWords();
  if (subscriptions.length === 0)
    return <Paragraph className="quiet">{say('settings.subscriptions.none')}</Paragraph>;
  return (
    <>
      <Paragraph>{say('settings.subscriptions.lead')}</Paragraph>
      <TableBox label={say('settings.subscriptions')}>
        <Table>
          <Table.Head>
            <Table.Row>
              <Table.HeaderCell>{say('settings.units.id')}</Table.HeaderCell>
              <Table.HeaderCell>{say('packs.mode')}</Table.HeaderCell>
              <Table.HeaderCell>{say('packs.highest')}</Table.HeaderCell>
              <Table.HeaderCell>{say('packs.source.url')}</Table.HeaderCell>
            </Table.Row>
          </Table.Head>
          <Table.Body>
            {subscriptions.map((one) => (
              <Table.Row key={one.pack}>
                <Table.Cell>
                  <Go to="/packs/$pack" params={{ pack: one.pack }}>
                    {one.pack}
                  </Go>
                </Table.Cell>
                <Table.Cell>{say(`packs.mode.${one.mode}`)}</Table.Cell>
                <Table.Cell>
                  <EffectTag effect={one.highestEffect} />
                </Table.Cell>
                <Table.Cell>
                  {one.url === undefined ? say('packs.source.file') : <WebLink url={one.url} />}
                </Table.Cell>
              </Table.Row>
            ))}
          </Table.Body>
        </Table>
      </TableBox>
    </>
  );
}
