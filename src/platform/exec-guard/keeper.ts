/**
 * The keeper thread of the agent: starts the guard process, watches it and starts it anew. It has an event loop of its own, so that an
 * agent whose main thread is busy or hangs keeps its guard, and a guard that hangs is ended all the same.
 */
import { workerData } from 'node:worker_threads';
import { loadLibc } from '#platform/processes/libc.ts';
import { GuardKeeping } from './guard-keeping.ts';
import type { KeeperOrder, KeeperReport, KeeperStart } from './keeper-messages.ts';
import { raiseThread } from '#platform/processes/thread-priority.ts';

// The agent's main thread wrote it in this very version of the program.
const start = workerData as KeeperStart;
raiseThread(loadLibc());
const kept = new GuardKeeping(start, (report: KeeperReport) => start.orders.postMessage(report));

start.orders.on('message', (order: KeeperOrder) => {
  switch (order.kind) {
    case 'judge-by':
      kept.judgeBy(order.ticket, order.basis);
      break;
    case 'look':
      kept.look(order.pid);
      break;
    case 'counts':
      kept.counts(order.ticket);
      break;
    case 'close':
      void kept.close().then(() => start.orders.close());
      break;
    default:
      order satisfies never;
  }
});
