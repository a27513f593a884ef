import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { procText } from '#platform/program-identity/proc-text.ts';

it('a file of /proc is read whole where it is small, no further than to the limit, and not where its process is gone', () => {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8');
  expect(procText('/proc/self/mountinfo')).toBe(mounts);
  expect(procText('/proc/self/mountinfo', 100)).toBe(mounts.slice(0, 100));
  expect(procText('/proc/4194304/mountinfo')).toBe('');
});
