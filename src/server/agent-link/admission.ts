/**
 * Lets a few pieces of work run at a time, the others in the order in which they came, and serves everybody else between
 * them: SQLite answers without a turn of the event loop, so a fleet that returns would otherwise keep all to itself.
 */
export function createAdmission(atOnce: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= atOnce) await new Promise<void>((go) => waiting.push(go));
    else running += 1;
    try {
      return await work();
    } finally {
      const go = waiting.shift();
      if (go === undefined) running -= 1;
      else setImmediate(go);
    }
  };
}
