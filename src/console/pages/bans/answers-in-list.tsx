import type { ResponseOf } from '#protocol/console-server.ts';
import { useOperation } from '../../api/use-operation.ts';
import { useUnitName } from '../../parts/use-unit-name.ts';
import { useSession } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';
import { answerOf, unitsUnder } from '../../view-models/adoptions.ts';

const most = 4;

/** Under a recommended ban in the list: what each unit answered, and that one's own has not. */
export function AnswersInList({
  overview: { unit, ban, adoptions },
}: {
  readonly overview: ResponseOf<'listBans'>['bans'][number];
}) {
  const { say, number } = useWords();
  const { session } = useSession();
  const unitName = useUnitName();
  const units = useOperation('listUnits');
  if (ban.binding === 'mandatory') return null;
  const own = session?.operator?.unit ?? '';
  const waits =
    unitsUnder(units.data?.units ?? [], unit).some((one) => one.unit === own) &&
    !adoptions.some((one) => one.unit === own);
  if (adoptions.length === 0 && !waits) return null;
  return (
    <ul className="plain quiet">
      {waits && <li className="strong">{say('bans.answer.wanted', { unit: unitName(own) })}</li>}
      {adoptions.slice(0, most).map(({ unit: who, adoption }) => {
        const answer = answerOf(ban, adoption);
        return (
          <li key={who}>
            {unitName(who)}: {say('bans.answer.given', { choice: answer.choice })}
            {'effect' in answer && ` (${say(`shell.effect.${answer.effect}`)})`}
          </li>
        );
      })}
      {adoptions.length > most && <li>+{number(adoptions.length - most)}</li>}
    </ul>
  );
}
