import type { ReactNode } from 'react';
import type { Ban } from '#policy/ban.ts';
import { useWords } from '../../shell/words.tsx';
import { factChanges } from '../../view-models/fact-changes.ts';
import { useBanFacts } from '../bans/ban-words.ts';
import './drafts.css';

/** What of a ban differs, each field with what it said and what it will say. */
export function ChangedFields({ before, after }: { readonly before: Ban; readonly after: Ban }) {
  const { say } = useWords();
  const facts = useBanFacts();
  return (
    <dl className="facts changed-fields">
      {factChanges(facts(before), facts(after)).map(({ id, name, before: was, after: now }) => (
        <div key={id}>
          <dt>{name}</dt>
          <dd>
            <FromTo
              from={was === undefined ? '–' : <span lang={was.lang}>{was.value}</span>}
              to={now === undefined ? '–' : <span lang={now.lang}>{now.value}</span>}
              words={{ before: say('drafts.change.before'), after: say('drafts.change.after') }}
            />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** What was, an arrow, what will be; ears get words for the arrow. */
function FromTo(props: {
  readonly from: ReactNode;
  readonly to: ReactNode;
  readonly words: { readonly before: string; readonly after: string };
}) {
  return (
    <span className="from-to">
      <span className="ds-sr-only">{props.words.before}: </span>
      <span className="from">{props.from}</span>
      <span aria-hidden="true" className="quiet">
        →
      </span>
      <span className="ds-sr-only">, {props.words.after}: </span>
      <span>{props.to}</span>
    </span>
  );
}
