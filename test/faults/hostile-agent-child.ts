import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { startAgent } from '#agent/main.ts';
import type { Clock } from '#runtime/clock.ts';
import { silentLog } from '#runtime/log.ts';
import { clockSetTo, settled } from '#test/kit/fake-clock.ts';
import { FakePlatform, telegramFile, telegramPath } from '#test/kit/fake-platform.ts';
import { monday } from '#test/kit/policy-builder.ts';
import { until } from '#test/kit/system-under-test.ts';

/**
 * An agent in a process of its own for a hostile server: `node --expose-gc hostile-agent-child.ts <folder> <server>
 * <token>`. Waits of a minute and more are over at once, so that a server cannot send the test away for a day.
 */
const [, , folder = '', server = '', token = ''] = process.argv;
const longMs = 5_000;
const real = clockSetTo(monday);
const clock: Clock = {
  ...real,
  after: (ms, call) => {
    if (ms > 0) return real.after(ms > longMs ? 5 : ms, call);
    const soon = setImmediate(call);
    return { [Symbol.dispose]: () => clearImmediate(soon) };
  },
};
const platform = new FakePlatform();
platform.identifier.files.set(telegramPath, telegramFile());
const run = join(folder, 'run');
const agent = await startAgent({
  installRoot: { mode: 'system', state: join(folder, 'state'), run, config: join(folder, 'config') },
  platform,
  log: silentLog,
  clock,
  random: () => 0,
  settings: { server, token },
});

/** What the tray would be told. */
async function statusAtTheDoor(): Promise<unknown> {
  const dialled = await platform.endpoint.dial('tray', run);
  if (!dialled.ok) throw new Error(dialled.fault.code);
  const answer = new Promise((resolve) => dialled.value.onMessage(resolve));
  dialled.value.send({ type: 'status', id: 1 });
  const told = await answer;
  dialled.value[Symbol.dispose]();
  return told;
}

/** Whether a banned program is ended, and its person told. */
async function enforces(): Promise<boolean> {
  const program = platform.fakeProcesses.start({ exe: telegramPath, startedAt: clock.now() });
  await until('the program is gone', () => !platform.fakeProcesses.alive(program));
  const notices = await until('a notice', () => {
    const found = agent.services.notices('kari');
    return found.length > 0 ? found : undefined;
  });
  for (const { id } of notices) agent.services.shown('kari', id);
  return true;
}

/** The least of some looks: what a closed connection leaves goes in turns of its own. */
async function heap(): Promise<number> {
  let least = Infinity;
  for (let times = 0; times < 8; times += 1) {
    await settled();
    globalThis.gc?.();
    least = Math.min(least, process.memoryUsage().heapUsed);
  }
  return least;
}

/** Every event that the journal has not yet got rid of. */
function journal(): readonly unknown[] {
  using db = new DatabaseSync(join(folder, 'state/state.sqlite'), { readOnly: true });
  return db
    .prepare('SELECT body FROM journal')
    .all()
    .map(({ body }) => JSON.parse(String(body)));
}

const answers = new Map<unknown, () => unknown>([
  ['heap', heap],
  ['enforces', enforces],
  ['journal', journal],
  ['status', statusAtTheDoor],
]);
process.on('message', (wanted) => {
  if (wanted === 'stop') void agent.stop().then(() => process.disconnect?.());
  else void Promise.resolve(answers.get(wanted)?.()).then((answer) => process.send?.({ wanted, answer }));
});
process.send?.('ready');
