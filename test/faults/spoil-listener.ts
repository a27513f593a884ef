import { workerData } from 'node:worker_threads';
import { gateState, type GateStart } from '#platform/exec-guard/gate-messages.ts';

/** Questions that a spoiled listener answers as it should. */
const goodAnswers = 60;

/** The listener looks at the shared state in every turn: from some turn on, it finds this. */
export function spoilListener(spoil: () => void): void {
  const state = new Int32Array((workerData as GateStart).state);
  const load = Atomics.load.bind(Atomics) as (words: Int32Array, at: number) => number;
  Object.defineProperty(Atomics, 'load', {
    value: (words: Int32Array, at: number): number => {
      if (load(state, gateState.asked) > goodAnswers) spoil();
      return load(words, at);
    },
  });
}
