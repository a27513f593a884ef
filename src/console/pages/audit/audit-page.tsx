import { Alert, Button, Paragraph, Table } from '@digdir/designsystemet-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { addressOf } from '../../api/console-api.ts';
import { Answered, Empty } from '../../parts/states.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import '../../parts/records.css';
import { TextLine } from '../../parts/text-line.tsx';
import { useAddress } from '../../shell/address.ts';
import { PageFrame } from '../../shell/page-frame.tsx';
import { useMay } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';
import { auditPage, auditQuery, usualPeriod, type AuditEntry } from '../../view-models/audit-search.ts';

/** What operators did and looked at. */
export function AuditPage() {
  const { say } = useWords();
  const may = useMay();
  const api = useApi();
  const [search] = useAddress();
  // The day may change while the page stands; the period is that of its opening.
  const [now] = useState(() => new Date());
  const query = useMemo(() => auditQuery(search, now), [search, now]);
  const audit = useInfiniteQuery({
    queryKey: ['listAudit', query],
    queryFn: ({ signal, pageParam }) =>
      auditPage((asked) => api.call('listAudit', { query: asked }, signal), query, pageParam),
    initialPageParam: 0,
    getNextPageParam: ({ cursor, more }) => (more === true ? cursor : undefined),
  });
  const period = usualPeriod(now);
  const exported = { from: search['from'] ?? period.from, to: search['to'] ?? period.to };
  return (
    <PageFrame
      wide
      title={say('audit.title')}
      lead={say('audit.lead')}
      actions={
        may('administrator', 'organisation') && (
          <>
            {(['csv', 'ndjson'] as const).map((format) => (
              <Button key={format} asChild variant="secondary">
                <a href={addressOf('exportAudit', { query: { format, ...exported } })} download>
                  {say(`audit.export.${format}`)}
                </a>
              </Button>
            ))}
          </>
        )
      }
    >
      <AuditSearch now={now} />
      <Answered query={audit} lines={8}>
        {({ pages }) => {
          const intact = pages.every((page) => page.intact);
          const entries = pages.flatMap((page) => page.entries);
          return (
            <>
              <Alert data-color={intact ? 'success' : 'danger'}>
                <Paragraph>{say(intact ? 'audit.intact' : 'audit.broken')}</Paragraph>
              </Alert>
              {entries.length === 0 ? <Empty title={say('audit.none')} /> : <AuditTable entries={entries} />}
              {audit.hasNextPage && (
                <div className="buttons">
                  <Button
                    variant="secondary"
                    loading={audit.isFetchingNextPage}
                    onClick={() => void audit.fetchNextPage()}
                  >
                    {say('audit.older')}
                  </Button>
                </div>
              )}
            </>
          );
        }}
      </Answered>
    </PageFrame>
  );
}

function AuditSearch({ now }: { readonly now: Date }) {
  const { say } = useWords();
  const [search, change] = useAddress();
  const usual = usualPeriod(now);
  const [form, setForm] = useState({
    from: search['from'] ?? usual.from,
    to: search['to'] ?? usual.to,
    operator: search['operator'] ?? '',
    action: search['action'] ?? '',
    subject: search['subject'] ?? '',
  });
  const field = (name: keyof typeof form, type?: 'date') => (
    <TextLine
      label={say(`audit.${name}`)}
      type={type}
      value={form[name]}
      onType={(typed) => setForm({ ...form, [name]: typed })}
    />
  );
  return (
    <form
      noValidate
      className="filters"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        change({ ...form });
      }}
    >
      {field('from', 'date')}
      {field('to', 'date')}
      {field('operator')}
      {field('action')}
      {field('subject')}
      <Button type="submit" variant="secondary">
        {say('audit.show')}
      </Button>
    </form>
  );
}

function AuditTable({ entries }: { readonly entries: readonly AuditEntry[] }) {
  const { say, moment } = useWords();
  return (
    <>
      <Paragraph role="status" className="quiet">
        {say('audit.found', { n: entries.length })}
      </Paragraph>
      <TableBox label={say('audit.title')}>
        <Table>
          <Table.Head>
            <Table.Row>
              <Table.HeaderCell>{say('audit.when')}</Table.HeaderCell>
              <Table.HeaderCell>{say('audit.operator')}</Table.HeaderCell>
              <Table.HeaderCell>{say('audit.action')}</Table.HeaderCell>
              <Table.HeaderCell>{say('audit.subject')}</Table.HeaderCell>
              <Table.HeaderCell>{say('audit.body')}</Table.HeaderCell>
            </Table.Row>
          </Table.Head>
          <Table.Body>
            {entries.map((entry) => (
              <Table.Row key={entry.seq}>
                <Table.Cell>{moment(entry.at)}</Table.Cell>
                <Table.Cell>{entry.operator}</Table.Cell>
                <Table.Cell lang="en">
                  <span className="mono">{entry.action}</span>
                </Table.Cell>
                <Table.Cell>
                  {entry.subject}
                  {entry.unit !== undefined && <div className="quiet">{entry.unit}</div>}
                </Table.Cell>
                <Table.Cell>
                  <Body entry={entry} />
                </Table.Cell>
              </Table.Row>
            ))}
          </Table.Body>
        </Table>
      </TableBox>
    </>
  );
}

const shortest = 80;

function Body({ entry }: { readonly entry: AuditEntry }) {
  const { say } = useWords();
  if (entry.erased === true) return <em className="quiet">{say('audit.body.erased')}</em>;
  if (entry.body === '' || entry.body === '{}')
    return <span className="quiet">{say('audit.body.none')}</span>;
  if (entry.body.length <= shortest) return <code className="mono">{entry.body}</code>;
  return (
    <details>
      <summary className="mono">{entry.body.slice(0, shortest)}…</summary>
      <code className="mono">{entry.body}</code>
    </details>
  );
}
