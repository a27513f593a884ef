import { Button, Paragraph } from '@digdir/designsystemet-react';
import { useState } from 'react';
import type { ResponseOf } from '#protocol/console-server.ts';
import { useOperation } from '../../api/use-operation.ts';
import { Section } from '../../parts/section.tsx';
import { EffectTag } from '../../parts/tags.tsx';
import { useUnitName } from '../../parts/use-unit-name.ts';
import { useMay } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';
import { answerOf, unitsUnder } from '../../view-models/adoptions.ts';
import { AnswerDialog } from './answer-dialog.tsx';

type BanOverview = ResponseOf<'listBans'>['bans'][number];

/** What units below said to a recommended ban, and the way to say it. */
export function Answers({ overview }: { readonly overview: BanOverview }) {
  const { say } = useWords();
  const may = useMay();
  const unitName = useUnitName();
  const units = useOperation('listUnits');
  const [open, setOpen] = useState(false);
  const { unit, ban, adoptions } = overview;
  const below = unitsUnder(units.data?.units ?? [], unit);
  const unanswered = below.filter((one) => !adoptions.some((answer) => answer.unit === one.unit)).length;
  if (ban.binding === 'mandatory' || (below.length === 0 && adoptions.length === 0)) return null;
  return (
    <Section
      title={say('bans.adoptions')}
      actions={
        may('editor') &&
        below.length > 0 && (
          <Button variant="secondary" data-size="sm" onClick={() => setOpen(true)}>
            {say('bans.answer')}
          </Button>
        )
      }
    >
      {adoptions.length > 0 && (
        <ul className="rows">
          {adoptions.map(({ unit: who, adoption }) => {
            const answer = answerOf(ban, adoption);
            return (
              <li key={who} className="row-between">
                <span className="row-stack">
                  <span>
                    <span className="strong">{unitName(who)}</span>:{' '}
                    {say('bans.answer.given', { choice: answer.choice })}
                  </span>
                  <span className="quiet">{adoption.reason}</span>
                </span>
                <EffectTag effect={'effect' in answer ? answer.effect : 'none'} />
              </li>
            );
          })}
        </ul>
      )}
      {unanswered > 0 && (
        <Paragraph className="quiet">{say('bans.answer.unanswered', { count: unanswered })}</Paragraph>
      )}
      {open && <AnswerDialog overview={overview} units={below} onClose={() => setOpen(false)} />}
    </Section>
  );
}
