import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** System suites that leave the machine as it is: they need not wait for one another. */
const besideOthers = [
  'test/system/console-walk/**/*.test.ts',
  'test/system/bench-fleet.test.ts',
  'test/system/tray-window/*.test.ts',
];

/** Suites by what they need: `unit` runs anywhere; `system` wants root and Debian packages and marks the machine, so it runs serially. */
export default defineConfig({
  test: {
    // Many suites wait for other programs: on a small machine two at a time. With three they wait for one another.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/system/**', 'test/faults/**', 'test/journeys/**'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'journeys',
          include: ['test/journeys/**/*.test.ts', 'test/faults/**/*.test.ts', ...besideOthers],
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'system',
          include: ['test/system/**/*.test.ts'],
          exclude: besideOthers,
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
