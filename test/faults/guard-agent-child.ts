/** An agent's end of the guard in a process that a test may stop and end. Told what to do by messages, tells of every state. */
import { createExecGuard } from '#platform/exec-guard/linux.ts';
import type { ExecGuardOptions } from '#platform/exec-guard/options.ts';
import type { FaultyBasis } from './guard-basis.ts';

const [, , folder = '', mount = ''] = process.argv;
const options: ExecGuardOptions = {
  program: new URL('./guard-program.ts', import.meta.url),
  folder,
  only: [mount],
  protectedPaths: [],
};
const guard = createExecGuard<FaultyBasis>(options);

/** `busy` hangs the main thread for so many ms. */
export type AgentOrder =
  | { readonly do: 'judge'; readonly basis: FaultyBasis }
  | { readonly do: 'busy'; readonly ms: number }
  | { readonly do: 'exit' };

process.on('message', (order: AgentOrder) => {
  switch (order.do) {
    case 'judge':
      void guard
        .judgeBy(order.basis)
        .then(() => guard.counts())
        .then(({ pid }) => process.send?.({ state: guard.state(), pid }));
      break;
    case 'busy':
      for (const end = performance.now() + order.ms; performance.now() < end;);
      process.send?.({ state: guard.state(), pid: 0 });
      break;
    case 'exit':
      process.exit(0);
  }
});
process.on('disconnect', () => process.exit(0));
