import { expect, it } from 'vitest';
import { createShutdown } from '#runtime/shutdown.ts';

it('disposes newest first, once, and goes on past a step that fails', async () => {
  const done: string[] = [];
  const faults: string[] = [];
  const shutdown = createShutdown((name) => faults.push(name));
  shutdown.add('store', () => void done.push('store'));
  shutdown.add('door', () => {
    throw new Error('stuck');
  });
  shutdown.add('link', async () => {
    await Promise.resolve();
    done.push('link');
  });
  expect(shutdown.signal.aborted).toBe(false);
  await Promise.all([shutdown.end(), shutdown.end()]);
  expect(shutdown.signal.aborted).toBe(true);
  expect(done).toEqual(['link', 'store']);
  expect(faults).toEqual(['door']);
});
