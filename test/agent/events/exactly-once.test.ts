import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createJournal } from '#agent/events/journal.ts';
import type { Journal } from '#agent/events/port.ts';
import { openState } from '#agent/state/open-state.ts';
import type { State } from '#agent/state/port.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { hit, nameOf } from './event-samples.ts';

/** A server: keeps a high-water mark per epoch, and takes what is above it. */
class Server {
  readonly received: string[] = [];
  readonly #high = new Map<string, number>();
  take(journal: Journal, most: number): { readonly epoch: string; readonly seq: number } {
    const { epoch } = journal;
    for (const { seq, body } of journal.pending(journal.ackedSeq, most)) {
      if (seq <= (this.#high.get(epoch) ?? 0)) continue;
      this.#high.set(epoch, seq);
      this.received.push(nameOf(body));
    }
    return { epoch, seq: this.#high.get(epoch) ?? 0 };
  }
}

/** The agent, which can die at any moment. */
class Agent {
  readonly #folder: string;
  state: State;
  journal: Journal;
  constructor(folder: string) {
    this.#folder = folder;
    this.state = openState({ folder, now: () => 0 }).state;
    this.journal = createJournal(this.state);
  }
  restart(): void {
    this.state[Symbol.dispose]();
    this.state = openState({ folder: this.#folder, now: () => 0 }).state;
    this.journal = createJournal(this.state);
  }
  /** Dies inside a transaction: nothing of it may be seen afterwards. */
  dieWithin(work: () => void): void {
    const death = new Error('death');
    try {
      this.state.transaction(() => {
        work();
        throw death;
      });
    } catch (error) {
      if (error !== death) throw error;
    }
    this.restart();
  }
}

const steps = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constant('record' as const),
      held: fc.boolean(),
      notice: fc.nat(3),
      dies: fc.boolean(),
    }),
    fc.record({ do: fc.constant('release' as const), notice: fc.nat(3), dies: fc.boolean() }),
    fc.record({ do: fc.constant('tick' as const), dies: fc.boolean() }),
    fc.record({
      do: fc.constant('send' as const),
      most: fc.integer({ min: 1, max: 5 }),
      ackLost: fc.boolean(),
    }),
    fc.record({ do: fc.constant('restart' as const) }),
  ),
  { maxLength: 40 },
);

it('every recorded event reaches the server exactly once, wherever the agent dies', () => {
  fc.assert(
    fc.property(steps, (list) => {
      using temp = tempFolder();
      const agent = new Agent(temp.path);
      const server = new Server();
      const recorded: string[] = [];
      let now = 0;
      const mayDie = (dies: boolean, work: () => void): boolean => {
        if (dies) agent.dieWithin(work);
        else work();
        return !dies;
      };
      for (const [index, step] of list.entries()) {
        now += 1_000;
        switch (step.do) {
          case 'record': {
            const body = hit(`app${index}`);
            const hold = { noticeKey: `notice ${step.notice}`, until: now + 10_000 };
            const done = mayDie(step.dies, () => agent.journal.record(body, step.held ? hold : undefined));
            if (done) recorded.push(nameOf(body));
            break;
          }
          case 'release':
            mayDie(step.dies, () => agent.journal.releaseNotice(`notice ${step.notice}`));
            break;
          case 'tick':
            mayDie(step.dies, () => void agent.journal.tick(now, '2026-11-22'));
            break;
          case 'send': {
            const ack = server.take(agent.journal, step.most);
            if (!step.ackLost) agent.journal.acknowledged(ack.epoch, ack.seq);
            break;
          }
          case 'restart':
            agent.restart();
        }
      }
      agent.journal.tick(now + 100_000, '2026-11-22');
      const ack = server.take(agent.journal, 500);
      agent.journal.acknowledged(ack.epoch, ack.seq);
      expect([...server.received].sort()).toEqual([...recorded].sort());
      expect(agent.journal.waiting()).toBe(0);
      agent.state[Symbol.dispose]();
    }),
    { numRuns: 60 },
  );
});
