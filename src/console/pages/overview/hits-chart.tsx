import { Details, Paragraph, Table } from '@digdir/designsystemet-react';
import { TableBox } from '../../parts/table-box.tsx';
import { useWords } from '../../shell/words.tsx';
import { hitsByDay } from '../../view-models/hits-by-day.ts';

type Told = readonly { readonly day: string; readonly hits: number }[];
const height = 120;
const step = 20;

/** Bars for looking, a sentence and a table for reading. */
export function HitsChart({ hits }: { readonly hits: Told }) {
  const { say, day, number } = useWords();
  const days = hitsByDay(hits, new Date().toISOString().slice(0, 10));
  const most = days.reduce((best, one) => (one.hits > best.hits ? one : best), { day: '', hits: 0 });
  if (most.hits === 0) return <Paragraph className="quiet">{say('overview.hits.none')}</Paragraph>;
  const total = days.reduce((sum, one) => sum + one.hits, 0);
  const [first] = days;
  const last = days.at(-1);
  return (
    <div className="chart">
      <Paragraph>{say('overview.hits.summary', { total, day: most.day, most: number(most.hits) })}</Paragraph>
      <svg viewBox={`0 0 ${days.length * step} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        {days.map((one, index) => {
          const tall = (one.hits / most.hits) * (height - 4);
          return (
            <rect
              key={one.day}
              x={index * step + 3}
              y={height - Math.max(tall, 1)}
              width={step - 6}
              height={Math.max(tall, 1)}
              rx="2"
            />
          );
        })}
      </svg>
      <div className="chart-ends quiet" aria-hidden="true">
        <span>{first !== undefined && day(first.day)}</span>
        <span>{last !== undefined && day(last.day)}</span>
      </div>
      <Details>
        <Details.Summary>{say('overview.hits.table')}</Details.Summary>
        <Details.Content>
          <TableBox label={say('overview.hits')}>
            <Table className="narrow-table">
              <Table.Head>
                <Table.Row>
                  <Table.HeaderCell>{say('overview.hits.day')}</Table.HeaderCell>
                  <Table.HeaderCell className="number">{say('overview.hits.count')}</Table.HeaderCell>
                </Table.Row>
              </Table.Head>
              <Table.Body>
                {days
                  .filter((one) => one.hits > 0)
                  .map((one) => (
                    <Table.Row key={one.day}>
                      <Table.Cell>{day(one.day)}</Table.Cell>
                      <Table.Cell className="number">{number(one.hits)}</Table.Cell>
                    </Table.Row>
                  ))}
              </Table.Body>
            </Table>
          </TableBox>
        </Details.Content>
      </Details>
    </div>
  );
}
