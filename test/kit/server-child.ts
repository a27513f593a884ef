import { createLog, silentLog } from '#runtime/log.ts';
import { startServer } from '#server/main.ts';

/**
 * A server in a process of its own, for tests that kill it or weigh it: `node --expose-gc server-child.ts <folder>`.
 * Says where it is, and answers `heap` with the bytes in use after a forced collection.
 */
const [, , dataFolder = ''] = process.argv;
const started = await startServer({
  dataFolder,
  organisation: { id: 'kommune', name: 'Kommune' },
  log: process.env['PORTVAKT_LOG'] === undefined ? silentLog : createLog('server', 'warn'),
});
if (!started.ok) throw new Error(started.fault);
const { url, apiUrl, bootstrap, stop } = started.value;
process.on('message', (wanted) => {
  if (wanted === 'stop') void stop().then(() => process.disconnect?.());
  if (wanted === 'heap') void heap().then((bytes) => process.send?.({ heap: bytes }));
});
process.send?.({ url, apiUrl, token: bootstrap.administratorToken });

async function heap(): Promise<number> {
  for (let round = 0; round < 4; round += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed;
}
