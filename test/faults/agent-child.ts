import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startAgent } from '#agent/main.ts';
import type { Clock } from '#runtime/clock.ts';
import { silentLog } from '#runtime/log.ts';
import { FakePlatform, telegramFile, telegramPath } from '#test/kit/fake-platform.ts';
import { monday } from '#test/kit/policy-builder.ts';

/**
 * An agent in a process of its own that kills itself at a point of its work: `node agent-child.ts <folder> <server>
 * <token> <point>`. Its machine has one program; whether it runs is in `<folder>/machine`, so that it outlives the agent.
 */
const [, , folder = '', server = '', token = '', point = ''] = process.argv;
const machine = join(folder, 'machine');
/** A minute's countdown is over in a second. */
const haste = 60;
const began = performance.now();
const passed = (): number => (performance.now() - began) * haste;
const clock: Clock = {
  now: () => monday + passed(),
  monotonic: passed,
  after: (ms, call) => {
    const timer = setTimeout(call, Math.min(ms / haste, 2_147_483_647));
    timer.unref();
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  },
};
const platform = new FakePlatform();
platform.identifier.files.set(telegramPath, telegramFile());
// The first program of a fake machine has always the same pid and start: after a restart it is the same one.
const startProgram = (startedAt: number): void => {
  platform.fakeProcesses.start({ exe: telegramPath, startedAt });
};
const isRunning = (): boolean => platform.fakeProcesses.alive({ pid: 1000, startTicks: 1n });
if (readFileSync(machine, 'utf8') === 'running') startProgram(monday - 600_000);

const agent = await startAgent({
  installRoot: {
    mode: 'system',
    state: join(folder, 'state'),
    run: join(folder, 'run'),
    config: join(folder, 'config'),
  },
  platform,
  log: silentLog,
  clock,
  random: () => 0,
  settings: { server, token },
  faultPoint: (name) => {
    if (name !== point) return;
    writeFileSync(machine, isRunning() ? 'running' : 'gone');
    process.kill(process.pid, 'SIGKILL');
  },
});
process.on('message', (wanted) => {
  if (wanted === 'start') startProgram(clock.now());
  if (wanted === 'look') {
    const notices = agent.services.notices('kari');
    for (const { id } of notices) agent.services.shown('kari', id);
    process.send?.({
      running: isRunning(),
      notices: notices.map(({ kind, times }) => `${kind} ${times}`),
    });
  }
  if (wanted === 'stop') void agent.stop().then(() => process.disconnect?.());
});
process.send?.('ready');
