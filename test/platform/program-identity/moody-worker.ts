import { parentPort } from 'node:worker_threads';
import type { ScanAnswer, ScanRequest } from '#platform/program-identity/marker-scan.ts';

/** Never comes back from a file called `stuck`, dies of one called `deadly`, and answers for all others at once. */
parentPort?.on('message', ({ id, path }: ScanRequest) => {
  if (path === 'stuck') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  if (path === 'deadly') throw new Error('deadly');
  const answer: ScanAnswer = { id, result: { markers: [path], folders: [] } };
  parentPort?.postMessage(answer);
});
