import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { startAgent } from '#agent/main.ts';
import type { Clock } from '#runtime/clock.ts';
import { silentLog } from '#runtime/log.ts';
import { clockSetTo } from '#test/kit/fake-clock.ts';
import { FakePlatform, telegramFile, telegramPath } from '#test/kit/fake-platform.ts';
import { monday } from '#test/kit/policy-builder.ts';

/** An agent whose state is on a small disk: `node full-disk-child.ts <disk> <server> <token>`, and words to fill and empty it. */
const [, , disk = '', server = '', token = ''] = process.argv;
const real = clockSetTo(monday);
/** The waits between tries grow to minutes; a test has no time for them. */
const clock: Clock = { ...real, after: (ms, call) => real.after(Math.min(ms, 200), call) };
const filler = join(disk, 'filler');
const platform = new FakePlatform();
platform.identifier.files.set(telegramPath, telegramFile());
const agent = await startAgent({
  installRoot: {
    mode: 'system',
    state: join(disk, 'state'),
    run: join(disk, 'run'),
    config: join(disk, 'config'),
  },
  platform,
  log: silentLog,
  clock,
  random: () => 0,
  settings: { server, token },
});

function fill(): string {
  const file = openSync(filler, 'a');
  try {
    for (const size of [65_536, 4_096, 1])
      for (;;) {
        try {
          writeSync(file, Buffer.alloc(size));
        } catch (fault) {
          if (fault instanceof Error && 'code' in fault && fault.code === 'ENOSPC') break;
          throw fault;
        }
      }
  } finally {
    closeSync(file);
  }
  return 'full';
}

const answers = new Map<unknown, () => unknown>([
  ['fill', fill],
  ['empty', () => rmSync(filler)],
  ['status', () => agent.status()],
]);
process.on('message', (wanted) => {
  if (wanted === 'stop') void agent.stop().then(() => process.disconnect?.());
  else process.send?.({ wanted, answer: answers.get(wanted)?.() });
});
process.send?.('ready');
