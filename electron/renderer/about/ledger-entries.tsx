import { ledgerWords } from '#locales/ledger-words.ts';
import type { LedgerEntry } from '#protocol/tray-agent.ts';
import { nameOf } from '../model/app-names.ts';
import { useTray } from '../tray-context.ts';
import { moment } from '../when.ts';

/** Entries in sentences; each with the exact text that was sent, which is what the chain covers. */
export function LedgerEntries({ entries }: { readonly entries: readonly LedgerEntry[] }) {
  const { state, say } = useTray();
  if (entries.length === 0) return null;
  return (
    <ol className="entries" reversed>
      {entries.map((entry) => {
        const sentence = ledgerWords(state, entry, (id) => nameOf(id, state));
        return (
          <li key={entry.index}>
            <span className="quiet">{moment(entry.at, state)}</span>
            {sentence === undefined ? (
              <pre>{entry.body}</pre>
            ) : (
              <>
                <p>{sentence}</p>
                <details className="exact">
                  <summary>{say('about.exact')}</summary>
                  <pre>{entry.body}</pre>
                </details>
              </>
            )}
          </li>
        );
      })}
    </ol>
  );
}
