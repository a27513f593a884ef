import { vi } from 'vitest';

/** Waits for something that the system does in its own time. The long limit is for a busy machine; it is no expectation. */
export const eventually = <T>(check: () => T | Promise<T>): Promise<T> =>
  vi.waitFor(check, { timeout: 15_000, interval: 10 });
