import { Heading, Paragraph, Table } from '@digdir/designsystemet-react';
import type { ConsoleSay } from '#locales/console/console-text.ts';
import type { ResponseOf } from '#protocol/console-server.ts';
import { ProgressBar } from '../../parts/bars.tsx';
import { Pairs } from '../../parts/pairs.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { EffectTag } from '../../parts/tags.tsx';
import { useUnitName } from '../../parts/use-unit-name.ts';
import { useWords } from '../../shell/words.tsx';
import { nameOfBan, nameOfId } from '../../view-models/app-name.ts';
import { barOf } from '../../view-models/report-period.ts';
import { useReported } from './use-reported.ts';

type Ban = ResponseOf<'getReport'>['bans'][number];

/** One ban of a report: on what it rests, how far it is enforced, what happened. */
export function ReportedBan({ ban }: { readonly ban: Ban }) {
  const { say, percent } = useWords();
  const told = useReported();
  const unitName = useUnitName();
  const name = ban.apps.length === 0 ? nameOfId(ban.ban) : nameOfBan({ id: ban.ban, apps: ban.apps });
  const enforced = say('report.enforced', { enforced: told(ban.enforced), devices: told(ban.devices) });
  const { exemptions, removed } = ban;
  return (
    <section className="record reported-ban" aria-label={name}>
      <div className="record-head">
        <Heading level={3} data-size="2xs">
          {name}
        </Heading>
        <EffectTag effect={ban.effect} />
      </div>
      {ban.share === undefined ? (
        <Paragraph className="strong">{enforced}</Paragraph>
      ) : (
        <ProgressBar share={ban.share} words={`${enforced} (${percent(ban.share, 1)})`} />
      )}
      <Pairs
        pairs={[
          [say('report.basis'), basisWords(ban.basis, say)],
          [
            say('report.of', { unit: unitName(ban.unit) }),
            say('report.in-force', { from: ban.from, review: ban.review }),
          ],
          [
            say('report.exemptions'),
            say('report.exemptions.words', {
              granted: told(exemptions.granted),
              running: told(exemptions.running),
              ended: told(exemptions.ended),
              denied: told(exemptions.denied),
            }),
          ],
          [
            say('report.removed'),
            say('report.removed.words', {
              verified: told(removed.verified),
              unverified: told(removed.unverified),
            }),
          ],
        ]}
      />
      <Channels channels={ban.channels} />
      <Hits hits={ban.hits} />
    </section>
  );
}

function Channels({ channels }: Pick<Ban, 'channels'>) {
  const { say } = useWords();
  const told = useReported();
  if (channels.length === 0) return <Paragraph>{say('report.levels.none')}</Paragraph>;
  return (
    <TableBox label={say('report.levels')}>
      <Table className="narrow-table">
        <caption>{say('report.levels')}</caption>
        <Table.Head>
          <Table.Row>
            <Table.HeaderCell>{say('report.channel')}</Table.HeaderCell>
            <Table.HeaderCell>{say('report.level')}</Table.HeaderCell>
            <Table.HeaderCell className="number">{say('report.pcs')}</Table.HeaderCell>
          </Table.Row>
        </Table.Head>
        <Table.Body>
          {channels.flatMap(({ channel, levels }) =>
            levels.map(({ level, devices }) => (
              <Table.Row key={`${channel}/${level}`}>
                <Table.Cell>{say(`shell.channel.${channel}`)}</Table.Cell>
                <Table.Cell>{say(`shell.level.${level}`)}</Table.Cell>
                <Table.Cell className="number">{told(devices)}</Table.Cell>
              </Table.Row>
            )),
          )}
        </Table.Body>
      </Table>
    </TableBox>
  );
}

/** The numbers are the table, the bars beside them are for the eye. */
function Hits({ hits }: Pick<Ban, 'hits'>) {
  const { say, day } = useWords();
  const told = useReported();
  if (hits.length === 0) return <Paragraph>{say('report.hits.none')}</Paragraph>;
  const most = Math.max(...hits.map((one) => barOf(one.hits)));
  return (
    <TableBox label={say('report.hits')}>
      <Table className="narrow-table">
        <caption>{say('report.hits')}</caption>
        <Table.Head>
          <Table.Row>
            <Table.HeaderCell>{say('report.week')}</Table.HeaderCell>
            <Table.HeaderCell className="number">{say('report.hits.number')}</Table.HeaderCell>
            <td aria-hidden="true" className="hit-bars" />
          </Table.Row>
        </Table.Head>
        <Table.Body>
          {hits.map((one) => (
            <Table.Row key={one.week}>
              <Table.Cell>{day(one.week)}</Table.Cell>
              <Table.Cell className="number">{told(one.hits)}</Table.Cell>
              <td aria-hidden="true" className="hit-bars">
                <span className="hit-bar" style={{ width: `${(barOf(one.hits) / most) * 100}%` }} />
              </td>
            </Table.Row>
          ))}
        </Table.Body>
      </Table>
    </TableBox>
  );
}

function basisWords(basis: Ban['basis'], say: ConsoleSay): string {
  if (basis.kind === 'unwritten')
    return say('report.basis.unwritten', {
      by: basis.statedBy,
      date: basis.date,
      until: basis.toBeWrittenBy,
    });
  const { decidedBy: by, reference, date } = basis;
  return say(`report.basis.${basis.kind}`, { by, reference, date });
}
