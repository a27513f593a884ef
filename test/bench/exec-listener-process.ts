/** The listener in a process of its own, as in the agent, so that its cost can be told from the load's. Driven over IPC. */
import { AnnouncedProcesses } from '#platform/processes/announced.ts';
import type { ArmedProgram } from '#platform/processes/port.ts';

export type BenchOrder =
  { readonly kind: 'arm'; readonly programs: readonly ArmedProgram[] } | { readonly kind: 'report' | 'stop' };
export type BenchReport = {
  readonly knownNs: readonly number[];
  readonly goneNs: readonly number[];
  readonly counts: ReturnType<AnnouncedProcesses['counts']>;
};

const opened = await AnnouncedProcesses.open({ sweepEveryMs: 1000, measure: true });
if (!(opened instanceof AnnouncedProcesses)) throw new Error(opened.why);
let gone: number[] = [];
let taken = 0;
await opened.watch((event) => {
  if (event.kind === 'stopped') gone.push(event.goneAfterNs);
});
process.on('message', (order: BenchOrder) => {
  if (order.kind === 'arm') {
    void opened.arm(order.programs).then(() => process.send?.('armed'));
    return;
  }
  if (order.kind === 'stop') process.exit();
  const timings = opened.timings();
  const report: BenchReport = { knownNs: timings.slice(taken), goneNs: gone, counts: opened.counts() };
  taken = timings.length;
  gone = [];
  process.send?.(report);
});
process.send?.('ready');
