import type { ReactNode } from 'react';
import type { Ban } from '#policy/ban.ts';
import { useUnitName } from '../../parts/use-unit-name.ts';
import { useWords } from '../../shell/words.tsx';
import { useBanFacts } from './ban-words.ts';
import { ReviewWords } from './review-words.tsx';

/** What a ban says, field by field, with the words of the editor. */
export function BanFacts({
  ban,
  unit,
  reviewInDays,
}: {
  readonly ban: Ban;
  readonly unit: string;
  readonly reviewInDays: number;
}) {
  const { say } = useWords();
  const unitName = useUnitName();
  const facts = useBanFacts()(ban);
  const row = (id: string, name: string, value: ReactNode, lang?: string) => (
    <div key={id}>
      <dt>{name}</dt>
      <dd lang={lang}>{value}</dd>
    </div>
  );
  return (
    <dl className="facts">
      {row('/unit', say('bans.new.owner'), unitName(unit))}
      {facts.map(({ id, name, value, lang }) =>
        row(
          id,
          name,
          id === '/review' ? <ReviewWords day={ban.review} inDays={reviewInDays} /> : value,
          lang,
        ),
      )}
    </dl>
  );
}
