import { until as waitUntil } from '#test/kit/system-under-test.ts';

/** Waits for a condition. A journey waits for messages between processes of one computer: ten seconds are a failure. */
export const until = <T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> =>
  waitUntil(what, look, 10_000);
