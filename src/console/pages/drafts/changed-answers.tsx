import type { Adoption, Ban } from '#policy/ban.ts';
import { EffectTag } from '../../parts/tags.tsx';
import { useUnitName } from '../../parts/use-unit-name.ts';
import { useWords } from '../../shell/words.tsx';
import { answerOf } from '../../view-models/adoptions.ts';
import { nameOfBan, nameOfId } from '../../view-models/app-name.ts';
import type { AnswerChange } from '../../view-models/draft-answers.ts';

/** An answer that the draft gives, changes or takes back. */
export function ChangedAnswer({
  change: { unit, ban, answered, before, after },
}: {
  readonly change: AnswerChange;
}) {
  const { say } = useWords();
  const unitName = useUnitName();
  return (
    <li className="row-between">
      <span className="row-stack">
        {say('bans.answer.title', {
          unit: unitName(unit),
          ban: answered === undefined ? nameOfId(ban) : nameOfBan(answered),
        })}
        <span className="quiet">{after?.reason ?? say('bans.answer.withdrawn')}</span>
      </span>
      <span className="tags">
        {before !== undefined && (
          <>
            <AnswerTag answered={answered} adoption={before} /> <span aria-hidden="true">→</span>
          </>
        )}
        {after === undefined ? (
          <EffectTag effect="inform" />
        ) : (
          <AnswerTag answered={answered} adoption={after} />
        )}
      </span>
    </li>
  );
}

function AnswerTag({
  answered,
  adoption,
}: {
  readonly answered: Ban | undefined;
  readonly adoption: Adoption;
}) {
  const answer = answerOf(answered ?? { effect: 'inform' }, adoption);
  return <EffectTag effect={'effect' in answer ? answer.effect : 'none'} />;
}
