import { open, openSync } from 'node:fs';
import { basename } from 'node:path';
import type { Worker } from 'node:worker_threads';
import type { Answer, AskedFile } from '#platform/exec-guard/gate-port.ts';
import { runGuard } from '#platform/exec-guard/run-guard.ts';
import { loadLibc } from '#platform/processes/libc.ts';
import type { FaultyBasis, JudgeFault } from './guard-basis.ts';

const RLIMIT_NOFILE = 7;
const threads: Worker[] = [];
process.on('worker', (thread) => threads.push(thread));
let basis: FaultyBasis = { banned: [] };

const limitFiles = (most: number): void => {
  loadLibc().setrlimit(
    RLIMIT_NOFILE,
    new Uint8Array(new BigUint64Array([BigInt(most), BigInt(most)]).buffer),
  );
};

/** What the fault does to the file that raises it. */
function goWrong(fault: JudgeFault): Answer | Promise<Answer> {
  switch (fault) {
    case 'disk':
      open(basis.disk ?? '', () => undefined);
      return { verdict: 'allow', scope: 'everybody' };
    case 'loop':
      for (;;);
    case 'throw':
      throw new Error('the judge throws');
    case 'reject':
      return Promise.reject(new Error('the judge rejects'));
    case 'never':
      return new Promise(() => undefined);
    case 'crash':
      setImmediate(() => {
        throw new Error('nobody handles this');
      });
      return { verdict: 'allow', scope: 'everybody' };
    case 'memory':
      for (const taken: number[][] = []; ;) taken.push(new Array<number>(100_000).fill(taken.length));
    case 'mounts':
      for (const thread of threads) if (thread.threadName === 'mounts') void thread.terminate();
      return { verdict: 'allow', scope: 'everybody' };
    case 'leak':
      openSync('/dev/null', 'r');
      return { verdict: 'allow', scope: 'everybody' };
  }
}

function judge({ path }: AskedFile): Answer | Promise<Answer> {
  const name = basename(path);
  if (basis.fault !== undefined && name.startsWith(basis.fault.when)) return goWrong(basis.fault.what);
  return { verdict: basis.banned.includes(name) ? 'deny' : 'allow', scope: 'everybody' };
}

/** A guard process with a judge that goes wrong in whatever way its basis says; its gates' thread may be another program. */
export function runFaultyGuard(listener?: URL): void {
  runGuard<FaultyBasis>(() => ({
    take: (taken) => {
      basis = taken;
      if (taken.fileLimit !== undefined) limitFiles(taken.fileLimit);
    },
    judge,
    identityOf: () => undefined,
    ...(listener === undefined ? {} : { listener }),
  }));
}
