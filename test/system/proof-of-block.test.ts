import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '#protocol/console-devices.ts';
import { guardBans } from '#test/kit/guard-ground.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { scratchMount } from '#test/kit/scratch-mount.ts';
import { until } from '#test/kit/system-under-test.ts';
import { startRealAgent } from '#test/kit/tray-real-agent.ts';

/** An agent as a service has it, that is told where its canary programs may lie; it asks about one scratch mount alone. */
describe.runIf(canRunAsRoot('the proof of an agent'))(
  'an agent that is given a folder for its canaries',
  () => {
    it('tries them there for real, and IT hears what became of them', async () => {
      using mount = scratchMount('tmpfs', 16);
      chmodSync(mount.path, 0o755);
      const words = ['--guard-only', mount.path, '--canary-folder', join(mount.path, 'canary')];
      await using house = await startRealAgent(guardBans, { words });
      const receipts = await until('the receipts of both layers', async () => {
        const { stdout } = await house.cli('events', '--json');
        const found = stdout
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => (JSON.parse(line) as StoredEvent).body)
          .flatMap((body) => (body.type === 'receipt' ? [body.receipt] : []));
        return found.length >= 2 ? found : undefined;
      });
      expect(receipts.map(({ layer, level, result }) => [layer, result, level])).toEqual([
        ['process-stop', 'blocked', 'stopped-after-start'],
        ['exec-guard', 'blocked', 'denied-before-start'],
      ]);
    });
  },
);
