import type { GuardBasis } from '#agent/guard/basis.ts';
import { selectPlatform } from '#platform/select.ts';
import type { GuardAgentOrder, GuardAgentReport, GuardAgentStart } from './guard-agent.ts';

/** The process behind `guard-agent.ts`. */
const tell = (report: GuardAgentReport): void => void process.send?.(report);

async function start({ folder, only, canary }: GuardAgentStart): Promise<void> {
  const guard = await selectPlatform().execGuard<GuardBasis>({
    program: new URL('../../src/agent/guard-process.ts', import.meta.url),
    folder,
    protectedPaths: [],
    ...(only === undefined ? {} : { only }),
    ...(canary === undefined ? {} : { canary }),
  });
  guard.onDenied((denied) => tell({ kind: 'denied', denied }));
  tell({ kind: 'done' });
  process.on('message', (order: GuardAgentOrder) => {
    const done =
      order.kind === 'judge-by'
        ? guard.judgeBy(order.basis).then(() => tell({ kind: 'done', state: guard.state() }))
        : guard.counts().then((counts) => tell({ kind: 'done', counts, state: guard.state() }));
    done.catch((fault: unknown) => tell({ kind: 'failed', why: String(fault) }));
  });
}

process.once('message', (order: GuardAgentStart) => {
  start(order).catch((fault: unknown) => tell({ kind: 'failed', why: String(fault) }));
});
process.on('disconnect', () => process.exit());
