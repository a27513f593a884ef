import type { LocalAnswer } from '#local-client/client.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { LedgerEntry } from '#protocol/tray-agent.ts';
import type { LedgerPage } from '#protocol/tray-window.ts';
import { checkEntries } from '#runtime/hash-chain.ts';
import type { LinkFault } from './agent-link.ts';

export type AskLedger = (before?: number) => Promise<Outcome<LocalAnswer<'ledger'>, LinkFault>>;

/** One page, with what the tray itself found when it checked it. */
export const ledgerPage = ({ entries, intact }: LocalAnswer<'ledger'>): LedgerPage => ({
  entries,
  intact,
  checked: checkEntries(entries),
});

/** Most pages of a ledger: an agent keeps 20,000 entries and serves up to 200 at a time. */
const mostPages = 2_000;
const tooManyRequests = 'too-many-requests';

/** Every entry that is this person's to see, newest first. `pause` waits until the agent takes questions again. */
export async function wholeLedger(
  ask: AskLedger,
  pause: () => Promise<void>,
): Promise<Outcome<readonly LedgerEntry[], LinkFault>> {
  const entries: LedgerEntry[] = [];
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await ask(entries.at(-1)?.index);
    if (answer.ok) {
      if (answer.value.entries.length === 0) return ok(entries);
      entries.push(...answer.value.entries);
      if (entries.at(-1)?.index === 1) return ok(entries);
    } else if (answer.fault.code === 'refused' && answer.fault.fault === tooManyRequests) await pause();
    else return fail(answer.fault);
  }
  return fail({ code: 'no-answer' });
}
