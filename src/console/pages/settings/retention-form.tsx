import { Paragraph, Table, Tag } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useOperation } from '../../api/use-operation.ts';
import { Answered } from '../../parts/states.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import { useMay } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';
import { leastDays, mostDays } from '../../view-models/server-edit.ts';
import { wholeNumber } from '../../view-models/typed.ts';
import { SaveInDraft, type PolicyProps } from './policy-part.tsx';

const kinds = ['events', 'looks', 'audit', 'exemptions', 'silentDevices'] as const;
type Kind = (typeof kinds)[number];

/** How long each kind of data is kept, what is held, and the wish to keep it longer or shorter. */
export function RetentionForm({ content, save, busy, readOnly }: PolicyProps) {
  const { say, number } = useWords();
  const may = useMay();
  const before = content.server;
  const [days, setDays] = useState<{ readonly [kind in Kind]?: string }>({});
  const [tried, setTried] = useState(false);
  const typed = (kind: Kind): string => days[kind] ?? String(before.retention?.[kind] ?? '');
  const wrong = (kind: Kind): boolean =>
    typed(kind).trim() !== '' && wholeNumber(typed(kind), leastDays[kind], mostDays) === undefined;
  const submit = (): void => {
    setTried(true);
    if (kinds.some(wrong)) return;
    const { retention: _, ...rest } = before;
    const retention = Object.fromEntries(
      kinds.flatMap((kind) => {
        const value = wholeNumber(typed(kind), leastDays[kind], mostDays);
        return value === undefined ? [] : [[kind, value] as const];
      }),
    );
    save({ server: { ...rest, ...(Object.keys(retention).length === 0 ? {} : { retention }) } });
  };
  return (
    <>
      <Paragraph>{say('settings.retention.lead')}</Paragraph>
      {may('viewer', 'organisation') && <Held />}
      <form
        noValidate
        className="form form-narrow"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {kinds.map((kind) => (
          <TextLine
            key={kind}
            label={`${say(`settings.kept.${kind}`)}: ${say('settings.retention.days')}`}
            hint={before.retention?.[kind] === undefined ? say('settings.retention.default') : undefined}
            numeric
            value={typed(kind)}
            onType={(text) => setDays({ ...days, [kind]: text })}
            disabled={readOnly}
            fault={
              tried && wrong(kind)
                ? say('settings.retention.wrong', { least: number(leastDays[kind]) })
                : undefined
            }
          />
        ))}
        <SaveInDraft busy={busy} readOnly={readOnly} />
      </form>
    </>
  );
}

function Held() {
  const { say, day, number } = useWords();
  const retention = useOperation('getRetention');
  return (
    <Answered query={retention}>
      {(state) => (
        <>
          <TableBox label={say('settings.view.retention')}>
            <Table className="narrow-table">
              <Table.Head>
                <Table.Row>
                  <Table.HeaderCell>{say('settings.retention.kind')}</Table.HeaderCell>
                  <Table.HeaderCell className="number">{say('settings.retention.days')}</Table.HeaderCell>
                  <Table.HeaderCell className="number">{say('settings.retention.rows')}</Table.HeaderCell>
                  <Table.HeaderCell>{say('settings.retention.oldest')}</Table.HeaderCell>
                </Table.Row>
              </Table.Head>
              <Table.Body>
                {state.kinds.map((one) => (
                  <Table.Row key={one.kind}>
                    <Table.Cell>{say(`settings.kept.${one.kind}`)}</Table.Cell>
                    <Table.Cell className="number">
                      {number(one.days)}{' '}
                      {one.isDefault && <Tag data-color="neutral">{say('settings.retention.default')}</Tag>}
                    </Table.Cell>
                    <Table.Cell className="number">{number(one.rows)}</Table.Cell>
                    <Table.Cell>{one.oldest === undefined ? '–' : day(one.oldest)}</Table.Cell>
                  </Table.Row>
                ))}
              </Table.Body>
            </Table>
          </TableBox>
          <Paragraph className="quiet">
            {state.lastRun === undefined
              ? say('settings.retention.never')
              : say('settings.retention.run', { at: state.lastRun, deleted: number(state.deleted) })}
          </Paragraph>
        </>
      )}
    </Answered>
  );
}
