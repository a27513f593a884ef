import { Alert, Heading, Paragraph, Table } from '@digdir/designsystemet-react';
import type { ResponseOf } from '#protocol/console-server.ts';
import { Pairs } from '../../parts/pairs.tsx';
import { Section } from '../../parts/section.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { useWords } from '../../shell/words.tsx';
import { levels } from '../../view-models/levels.ts';
import { ReportedBan } from './reported-ban.tsx';
import { useReported } from './use-reported.ts';

type Report = ResponseOf<'getReport'>;

/** The report itself: the same on the screen and on paper. */
export function ReportView({ report }: { readonly report: Report }) {
  const { say, number } = useWords();
  const told = useReported();
  const { devices } = report;
  return (
    <article className="report">
      <Heading level={2} data-size="sm">
        {report.unitName === report.organisation
          ? report.organisation
          : say('report.lead', { organisation: report.organisation, unit: report.unitName })}
      </Heading>
      <Paragraph className="strong">{say('report.period', { from: report.from, to: report.to })}</Paragraph>
      <Paragraph className="quiet">
        {say('report.made', { at: report.madeAt, release: number(report.release) })}
      </Paragraph>
      <Alert data-color="info">
        <Paragraph>{say('report.phones')}</Paragraph>
        {report.smallNumbers && <Paragraph>{say('report.small')}</Paragraph>}
        {report.daysNotKept > 0 && <Paragraph>{say('report.not-kept', { n: report.daysNotKept })}</Paragraph>}
      </Alert>
      <Section title={say('report.pcs')}>
        <Pairs
          pairs={[
            [say('report.pcs.enrolled'), number(devices.enrolled)],
            [say('report.pcs.active'), number(devices.active)],
            [say('report.pcs.silent'), told(devices.silent)],
            [say('devices.class.service'), told(devices.byClass.service)],
            [say('devices.class.dedicated'), told(devices.byClass.dedicated)],
            [say('devices.class.private'), told(devices.byClass.private)],
          ]}
        />
      </Section>
      <Section title={say('report.bans')}>
        {report.bans.length === 0 ? (
          <Paragraph>{say('report.bans.none')}</Paragraph>
        ) : (
          report.bans.map((ban) => <ReportedBan key={`${ban.unit}/${ban.ban}`} ban={ban} />)
        )}
      </Section>
      <Section title={say('report.receipts')}>
        {report.receipts.length === 0 ? (
          <Paragraph>{say('report.receipts.none')}</Paragraph>
        ) : (
          <Receipts receipts={report.receipts} />
        )}
      </Section>
      <Section title={say('report.meaning')}>
        <dl className="meanings">
          {levels.map((level) => (
            <div key={level}>
              <dt>{say(`shell.level.${level}`)}</dt>
              <dd>{say(`report.meaning.${level}`)}</dd>
            </div>
          ))}
        </dl>
      </Section>
    </article>
  );
}

function Receipts({ receipts }: Pick<Report, 'receipts'>) {
  const { say } = useWords();
  const told = useReported();
  return (
    <>
      <Paragraph className="quiet">{say('report.receipts.lead')}</Paragraph>
      <TableBox label={say('report.receipts')}>
        <Table>
          <Table.Head>
            <Table.Row>
              <Table.HeaderCell>{say('report.receipts.layer')}</Table.HeaderCell>
              <Table.HeaderCell className="number">{say('devices.result.blocked')}</Table.HeaderCell>
              <Table.HeaderCell className="number">{say('devices.result.not-blocked')}</Table.HeaderCell>
              <Table.HeaderCell className="number">{say('devices.result.could-not-try')}</Table.HeaderCell>
            </Table.Row>
          </Table.Head>
          <Table.Body>
            {receipts.map((receipt) => (
              <Table.Row key={receipt.layer}>
                <Table.Cell>{say(`devices.layer.${receipt.layer}`)}</Table.Cell>
                <Table.Cell className="number">{told(receipt.blocked)}</Table.Cell>
                <Table.Cell className="number">{told(receipt.notBlocked)}</Table.Cell>
                <Table.Cell className="number">{told(receipt.couldNotTry)}</Table.Cell>
              </Table.Row>
            ))}
          </Table.Body>
        </Table>
      </TableBox>
    </>
  );
}
