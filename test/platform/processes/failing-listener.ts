/** Stands in for the listener thread in a test: says that it is ready, and dies of the first armed table that is not empty. */
import { parentPort, workerData } from 'node:worker_threads';
import type {
  ListenerCommand,
  ListenerReport,
  ListenerStart,
} from '#platform/processes/listener-messages.ts';

const { commands } = workerData as ListenerStart;
const post = (report: ListenerReport): void => parentPort?.postMessage(report);
commands.on('message', (command: ListenerCommand) => {
  if (command.kind === 'close') commands.close();
  if (command.kind !== 'arm') return;
  if (command.programs.length > 0) throw new Error('out of order');
  post({ kind: 'armed', ticket: command.ticket });
});
post({ kind: 'ready', raised: false, filtered: true });
