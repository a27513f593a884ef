import { processTree } from './process-tree.ts';
import type { DeadManOrder } from './dead-man.ts';

/** The process behind `dead-man.ts`. All that it needs is in memory before it says that it is ready. */
let order: DeadManOrder = { pids: [], seconds: 0 };
/** What came from the watched ones, as last seen: once they are gone nobody can tell. */
let family: readonly number[] = [];
let timer: NodeJS.Timeout | undefined;
let look: NodeJS.Timeout | undefined;

const seeFamily = (): void => {
  family = order.pids.flatMap((pid) => processTree(pid).map((found) => found.pid));
};
const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It is gone already, which is what we want.
  }
};

/** The watched ones first: they could start others anew. Nothing is read before they are dead. */
function strike(): void {
  clearInterval(look);
  clearTimeout(timer);
  for (const pid of [...order.pids, ...family]) kill(pid);
}

process.on('message', (said: DeadManOrder) => {
  order = said;
  clearTimeout(timer);
  clearInterval(look);
  seeFamily();
  look = setInterval(seeFamily, 500);
  timer = setTimeout(() => {
    strike();
    process.send?.('struck');
  }, said.seconds * 1000);
  process.send?.('counts');
});
process.on('disconnect', () => {
  strike();
  process.exit();
});
processTree(process.pid);
process.send?.('ready');
