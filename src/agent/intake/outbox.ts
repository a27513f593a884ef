import type { Journal } from '#agent/events/port.ts';
import type { Ledger } from '#agent/ledger/port.ts';
import type { State } from '#agent/state/port.ts';
import type { EventBody, JournalEvent } from '#protocol/event.ts';
import type { AgentToServer } from '#protocol/agent-server.ts';
import { limits } from '#protocol/limits.ts';

export type OutboxParts = {
  readonly state: State;
  readonly journal: Journal;
  readonly ledger: Ledger;
  readonly now: () => number;
  /** False where there is no proven session. */
  readonly send: (message: AgentToServer) => boolean;
  /** Events that became sendable could not be noted or read: they wait for the next session. */
  readonly onFault: (fault: unknown) => void;
};

/** Sends the journal in order, one message on the way at a time, and notes each event in the ledger before it first leaves. */
export interface Outbox {
  /** A session is proven; the server holds everything up to `acked` of our epoch. */
  opened(acked: number): void;
  closed(): void;
  acknowledged(epoch: string, seq: number): void;
}

// Leaves room for the message around the events; JSON may take up to three bytes a character in UTF-8.
const batchCharacters = limits.frameFromAgent / 4;

export function createOutbox(parts: OutboxParts): Outbox & Disposable {
  const { state, journal, ledger } = parts;
  state.migrate('outbox', ['CREATE TABLE outbox_noted (epoch TEXT PRIMARY KEY, seq INTEGER NOT NULL)']);
  const readNoted = state.db.prepare('SELECT seq FROM outbox_noted WHERE epoch = ?');
  const writeNoted = state.db.prepare('INSERT OR REPLACE INTO outbox_noted (epoch, seq) VALUES (?, ?)');
  let sentUpTo = 0;
  let isOpen = false;
  let underWay = false;

  const note = (events: readonly JournalEvent[]): void => {
    const row = readNoted.get(journal.epoch);
    const noted = typeof row?.['seq'] === 'number' ? row['seq'] : 0;
    const fresh = events.filter(({ seq }) => seq > noted);
    const last = fresh.at(-1);
    if (last === undefined) return;
    state.transaction(() => {
      for (const { body } of fresh) ledger.append('sent', JSON.stringify(body), parts.now(), accountOf(body));
      writeNoted.run(journal.epoch, last.seq);
    });
  };
  const pump = (): void => {
    if (!isOpen || underWay) return;
    const events = batchOf(journal.pending(sentUpTo, limits.eventsPerMessage));
    const last = events.at(-1);
    if (last === undefined) return;
    note(events);
    if (!parts.send({ type: 'events', epoch: journal.epoch, events: [...events] })) return;
    sentUpTo = last.seq;
    underWay = true;
  };
  const listening = journal.onSendable(() => {
    try {
      pump();
    } catch (fault) {
      // The journal calls from a microtask: nobody else could catch it.
      isOpen = false;
      parts.onFault(fault);
    }
  });
  return {
    opened: (acked) => {
      journal.acknowledged(journal.epoch, acked);
      sentUpTo = Math.max(acked, journal.ackedSeq);
      isOpen = true;
      underWay = false;
      pump();
    },
    closed: () => {
      isOpen = false;
    },
    acknowledged: (epoch, seq) => {
      journal.acknowledged(epoch, seq);
      if (epoch === journal.epoch && seq >= sentUpTo) underWay = false;
      pump();
    },
    [Symbol.dispose]: () => listening[Symbol.dispose](),
  };
}

function batchOf(events: readonly JournalEvent[]): readonly JournalEvent[] {
  let characters = 0;
  const end = events.findIndex((event, at) => {
    characters += JSON.stringify(event).length + 1;
    return at > 0 && characters > batchCharacters;
  });
  return end < 0 ? events : events.slice(0, end);
}

function accountOf(body: EventBody): string | undefined {
  if (body.type === 'exemption-request') return body.request.account;
  return 'account' in body ? body.account : undefined;
}
