import { Paragraph, Search, Table } from '@digdir/designsystemet-react';
import { useState } from 'react';
import type { ResponseOf } from '#protocol/console-server.ts';
import { useOperation } from '../../api/use-operation.ts';
import { ProgressBar } from '../../parts/bars.tsx';
import { Answered, Empty } from '../../parts/states.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { EffectTag } from '../../parts/tags.tsx';
import { useUnitName } from '../../parts/use-unit-name.ts';
import { Go, GoButton } from '../../shell/go.tsx';
import { PageFrame } from '../../shell/page-frame.tsx';
import { useMay } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';
import { nameOfBan } from '../../view-models/app-name.ts';
import { enforcementOf } from '../../view-models/levels.ts';
import { AnswersInList } from './answers-in-list.tsx';
import { ReviewWords } from './review-words.tsx';

type BanOverview = ResponseOf<'listBans'>['bans'][number];
type Coverage = ResponseOf<'getCoverage'>;

/** All bans that concern the operator's unit. */
export function BansPage() {
  const { say } = useWords();
  const may = useMay();
  const bans = useOperation('listBans');
  const coverage = useOperation('getCoverage');
  return (
    <PageFrame
      wide
      title={say('bans.title')}
      actions={may('editor') && <GoButton to="/bans/new">{say('bans.new')}</GoButton>}
    >
      <Answered query={bans} lines={6}>
        {(answer) =>
          answer.bans.length === 0 ? (
            <Empty title={say('overview.first.title')}>
              <Paragraph>{say('overview.first.body')}</Paragraph>
            </Empty>
          ) : (
            <BanTable bans={answer.bans} coverage={coverage.data} />
          )
        }
      </Answered>
    </PageFrame>
  );
}

function BanTable({
  bans,
  coverage,
}: {
  readonly bans: readonly BanOverview[];
  readonly coverage: Coverage | undefined;
}) {
  const { say } = useWords();
  const unitName = useUnitName();
  const [typed, setTyped] = useState('');
  const wanted = typed.trim().toLowerCase();
  const shown = bans.filter(({ ban, unit }) =>
    `${nameOfBan(ban)} ${ban.id} ${unit} ${unitName(unit)}`.toLowerCase().includes(wanted),
  );
  return (
    <>
      <Search className="search">
        <Search.Input
          aria-label={say('bans.search')}
          placeholder={say('bans.search')}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
      </Search>
      {shown.length === 0 ? (
        <Paragraph role="status">{say('bans.none-found')}</Paragraph>
      ) : (
        <TableBox label={say('bans.title')}>
          <Table>
            <Table.Head>
              <Table.Row>
                <Table.HeaderCell>{say('bans.col.ban')}</Table.HeaderCell>
                <Table.HeaderCell>{say('shell.unit')}</Table.HeaderCell>
                <Table.HeaderCell>{say('bans.col.today')}</Table.HeaderCell>
                <Table.HeaderCell>{say('bans.col.review')}</Table.HeaderCell>
                <Table.HeaderCell>{say('bans.col.coverage')}</Table.HeaderCell>
              </Table.Row>
            </Table.Head>
            <Table.Body>
              {shown.map((one) => (
                <Table.Row key={`${one.unit}/${one.ban.id}`}>
                  <Table.Cell>
                    <Go to="/bans/$unit/$ban" params={{ unit: one.unit, ban: one.ban.id }}>
                      {nameOfBan(one.ban)}
                    </Go>
                    {one.pack !== undefined && (
                      <Paragraph className="quiet">{say('bans.pack', { pack: one.pack })}</Paragraph>
                    )}
                    <AnswersInList overview={one} />
                  </Table.Cell>
                  <Table.Cell>{unitName(one.unit)}</Table.Cell>
                  <Table.Cell>
                    <EffectTag effect={one.effectToday} />
                  </Table.Cell>
                  <Table.Cell>
                    <ReviewWords day={one.ban.review} inDays={one.reviewInDays} />
                  </Table.Cell>
                  <Table.Cell>
                    <Enforced ban={one} coverage={coverage} />
                  </Table.Cell>
                </Table.Row>
              ))}
            </Table.Body>
          </Table>
        </TableBox>
      )}
    </>
  );
}

function Enforced({
  ban: { unit, ban },
  coverage,
}: {
  readonly ban: BanOverview;
  readonly coverage: Coverage | undefined;
}) {
  const { say, number } = useWords();
  const told = coverage?.bans.find((one) => one.ban === ban.id && one.unit === unit);
  const enforcement = told === undefined ? undefined : enforcementOf(told);
  if (enforcement === undefined) return <span className="quiet">{say('bans.coverage.none')}</span>;
  const { enforced, devices } = enforcement;
  return (
    <ProgressBar
      share={devices === 0 ? 0 : enforced / devices}
      words={say('bans.coverage.enforced', { enforced: number(enforced), devices: number(devices) })}
    />
  );
}
