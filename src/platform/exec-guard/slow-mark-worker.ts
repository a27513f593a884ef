/**
 * The thread that marks what may hang: network and FUSE file systems, and what lies below them. It makes one mark at a time;
 * where that does not end, the thread is left to it and another one goes on.
 */
import { parentPort } from 'node:worker_threads';
import { loadLibc } from '#platform/processes/libc.ts';
import { markMount } from './mark-mount.ts';
import type { SlowMarkOrder } from './mount-messages.ts';
import { raiseThread } from '#platform/processes/thread-priority.ts';

const libc = loadLibc();
raiseThread(libc);

parentPort?.on('message', (order: SlowMarkOrder) => {
  switch (order.kind) {
    case 'mark':
      parentPort?.postMessage(markMount(libc, order.group, order.mount, order.root));
      break;
    case 'close':
      parentPort?.close();
      break;
    default:
      order satisfies never;
  }
});
