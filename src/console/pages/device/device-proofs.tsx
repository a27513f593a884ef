import { Paragraph, Table } from '@digdir/designsystemet-react';
import type { ConsoleSay } from '#locales/console/console-text.ts';
import type { ResponseOf } from '#protocol/console-server.ts';
import { TableBox } from '../../parts/table-box.tsx';
import { useWords } from '../../shell/words.tsx';

type Device = ResponseOf<'getDevice'>;

/** How far the web guard reaches in each browser of the PC. */
export function BrowserTable({ browsers }: { readonly browsers: NonNullable<Device['browsers']> }) {
  const { say, number } = useWords();
  if (browsers.length === 0) return <Paragraph>{say('devices.one.browsers.none')}</Paragraph>;
  return (
    <TableBox label={say('devices.one.browsers')}>
      <Table>
        <Table.Head>
          <Table.Row>
            <Table.HeaderCell>{say('settings.sessions.browser')}</Table.HeaderCell>
            <Table.HeaderCell>{say('devices.one.browser.policy')}</Table.HeaderCell>
            <Table.HeaderCell>{say('devices.one.browser.extension')}</Table.HeaderCell>
          </Table.Row>
        </Table.Head>
        <Table.Body>
          {browsers.map((one) => (
            <Table.Row key={`${one.browser}/${one.packaging}`}>
              <Table.Cell>
                {one.browser} ({one.packaging})
              </Table.Cell>
              <Table.Cell>{say(`devices.browser.${one.policy}`)}</Table.Cell>
              <Table.Cell>
                {say('devices.one.browser.profiles', {
                  connected: number(one.connected),
                  profiles: number(one.profiles),
                })}
              </Table.Cell>
            </Table.Row>
          ))}
        </Table.Body>
      </Table>
    </TableBox>
  );
}

/** The newest proof of each mechanism. */
export function ReceiptTable({ receipts }: Pick<Device, 'receipts'>) {
  const { say, moment, number } = useWords();
  if (receipts.length === 0) return <Paragraph>{say('devices.one.receipts.none')}</Paragraph>;
  return (
    <>
      <Paragraph className="quiet">{say('devices.one.receipts.lead')}</Paragraph>
      <TableBox label={say('devices.one.receipts')}>
        <Table>
          <Table.Head>
            <Table.Row>
              <Table.HeaderCell>{say('devices.one.layer')}</Table.HeaderCell>
              <Table.HeaderCell>{say('devices.one.result')}</Table.HeaderCell>
              <Table.HeaderCell>{say('report.level')}</Table.HeaderCell>
              <Table.HeaderCell className="number">{say('devices.col.release')}</Table.HeaderCell>
              <Table.HeaderCell>{say('devices.one.when')}</Table.HeaderCell>
            </Table.Row>
          </Table.Head>
          <Table.Body>
            {receipts.map((receipt) => (
              <Table.Row key={receipt.id}>
                <Table.Cell>
                  {say(`devices.layer.${receipt.layer}`)}
                  {receipt.subject !== undefined && <div className="quiet">{receipt.subject}</div>}
                </Table.Cell>
                <Table.Cell>
                  {say(`devices.result.${receipt.result}`)}
                  {receipt.why !== undefined && (
                    <div className="quiet" lang="en">
                      {receipt.why}
                    </div>
                  )}
                </Table.Cell>
                <Table.Cell>{say(`shell.level.${receipt.level}`)}</Table.Cell>
                <Table.Cell className="number">{number(receipt.release)}</Table.Cell>
                <Table.Cell>{moment(receipt.triedAt)}</Table.Cell>
              </Table.Row>
            ))}
          </Table.Body>
        </Table>
      </TableBox>
    </>
  );
}

const lookKinds = ['device', 'events', 'exemptions', 'prove', 'rescan'] as const;
/** A newer server may name looks that this console does not know. */
function lookWords(what: string, say: ConsoleSay): string {
  const kind = lookKinds.find((one) => one === what);
  return kind === undefined ? what : say(`devices.look.${kind}`);
}

/** The same list that the people of the PC see. */
export function LookList({ looks }: Pick<Device, 'looks'>) {
  const { say, moment } = useWords();
  return (
    <>
      <Paragraph className="quiet">{say('devices.one.looks.lead')}</Paragraph>
      {looks.length === 0 ? (
        <Paragraph>{say('devices.one.looks.none')}</Paragraph>
      ) : (
        <ul className="points">
          {looks.map((look) => (
            <li key={look.id}>
              {look.operator}, {moment(look.at)} <span className="quiet">({lookWords(look.what, say)})</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
