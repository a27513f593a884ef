/**
 * The probing thread: opens the file whose opening a guard process is asked about, when the keeper wants it. It alone is stuck where the
 * guard does not answer. A thread of its own, because a thread of Node's pool may be busy with a slow disk just then.
 */
import { closeSync, openSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { loadLibc } from '#platform/processes/libc.ts';
import { probing, type ProberStart } from './keeper-messages.ts';
import { raiseThread } from '#platform/processes/thread-priority.ts';

// The keeper wrote it in this very version of the program.
const start = workerData as ProberStart;
const words = new Int32Array(start.words);

function opens(path: string): boolean {
  try {
    closeSync(openSync(path, 'r'));
    return true;
  } catch {
    // Refused, gone, or no descriptor left: whatever it is, nobody can tell now whether the guard answers as it should.
    return false;
  }
}

raiseThread(loadLibc());
for (let done = 0; Atomics.load(words, probing.closing) === 0;) {
  Atomics.wait(words, probing.wanted, done);
  const wanted = Atomics.load(words, probing.wanted);
  if (wanted === done) continue;
  const isWrong = !opens(start.probe);
  Atomics.store(words, probing.wrong, isWrong ? 1 : 0);
  Atomics.store(words, probing.done, wanted);
  done = wanted;
}
