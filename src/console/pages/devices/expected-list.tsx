import { Button, Paragraph, Table } from '@digdir/designsystemet-react';
import { useOperation } from '../../api/use-operation.ts';
import { Answered, Empty } from '../../parts/states.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { useUnitName } from '../../parts/use-unit-name.ts';
import { useAddress } from '../../shell/address.ts';
import { useWords } from '../../shell/words.tsx';

/** PCs that were imported and have not enrolled yet. */
export function ExpectedList() {
  const { say, day } = useWords();
  const unitName = useUnitName();
  const [search, change] = useAddress();
  const { after } = search;
  const list = useOperation(
    'listExpected',
    { query: { limit: 100, ...(after === undefined ? {} : { after }) } },
    { keepPrevious: true },
  );
  return (
    <>
      <Paragraph>{say('devices.expected.lead')}</Paragraph>
      <Answered query={list}>
        {({ expected, next, total }) =>
          expected.length === 0 ? (
            <Empty title={say('devices.expected.none')} />
          ) : (
            <>
              <Paragraph className="quiet">{say('devices.found', { n: total })}</Paragraph>
              <TableBox label={say('devices.view.expected')}>
                <Table>
                  <Table.Head>
                    <Table.Row>
                      <Table.HeaderCell>{say('devices.filter.search')}</Table.HeaderCell>
                      <Table.HeaderCell>{say('shell.unit')}</Table.HeaderCell>
                      <Table.HeaderCell>{say('devices.col.labels')}</Table.HeaderCell>
                      <Table.HeaderCell>{say('devices.one.class')}</Table.HeaderCell>
                      <Table.HeaderCell>{say('devices.expected.by')}</Table.HeaderCell>
                    </Table.Row>
                  </Table.Head>
                  <Table.Body>
                    {expected.map((one) => (
                      <Table.Row key={one.hostName}>
                        <Table.Cell>{one.hostName}</Table.Cell>
                        <Table.Cell>{one.unit === undefined ? '–' : unitName(one.unit)}</Table.Cell>
                        <Table.Cell>{one.labels?.join(' ')}</Table.Cell>
                        <Table.Cell>
                          {one.class !== undefined && say(`devices.class.${one.class}`)}
                        </Table.Cell>
                        <Table.Cell>
                          {one.importedBy}, {day(one.importedAt)}
                        </Table.Cell>
                      </Table.Row>
                    ))}
                  </Table.Body>
                </Table>
              </TableBox>
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
    </>
  );
}
