import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startDeadMan } from '#test/kit/dead-man.ts';
import { processTree } from '#test/kit/process-tree.ts';
import { until } from '#test/kit/system-under-test.ts';

/** A program that does nothing, with a child that does nothing. */
async function victim(): Promise<{ readonly child: ChildProcess; readonly family: readonly number[] }> {
  const child = spawn('/bin/sh', ['-c', 'sleep 600 & wait'], { stdio: 'ignore' });
  const pid = child.pid ?? 0;
  const family = await until('its child', () => {
    const found = processTree(pid).filter(({ command }) => command.includes('600'));
    return found.some(({ command }) => command[0] === 'sleep')
      ? processTree(pid).map((one) => one.pid)
      : undefined;
  });
  onTestFinished(() => {
    for (const one of family)
      try {
        process.kill(one, 'SIGKILL');
      } catch {
        // The dead man was there.
      }
  });
  return { child, family };
}
const living = (family: readonly number[]): readonly number[] =>
  family.filter((pid) => processTree(pid).length > 0);

describe('the dead man', () => {
  it('kills when nobody tells it to wait on, what came from the watched one too', async () => {
    const { child, family } = await victim();
    expect(family).toHaveLength(2);
    await using dead = await startDeadMan();
    const ended = once(child, 'exit');
    await dead.watch([child.pid ?? 0], 0.3);
    expect(await ended).toEqual([null, 'SIGKILL']);
    await until('its child to end', () => living(family).length === 0 || undefined);
    await until('it to say so', () => dead.struck || undefined);
  });

  it('kills what was stopped and cannot end itself', async () => {
    const { child } = await victim();
    child.kill('SIGSTOP');
    await using dead = await startDeadMan();
    const ended = once(child, 'exit');
    await dead.watch([child.pid ?? 0], 0.1);
    expect(await ended).toEqual([null, 'SIGKILL']);
  });

  it('waits on when it is told to, and leaves all alone when it is disposed of', async () => {
    const { child, family } = await victim();
    {
      await using dead = await startDeadMan();
      await dead.watch([child.pid ?? 0], 0.2);
      await dead.watch([child.pid ?? 0], 600);
      const other = await victim();
      // Its time is over when the later one's is.
      await using second = await startDeadMan();
      await second.watch([other.child.pid ?? 0], 0.4);
      await until('the later one', () => second.struck || undefined);
      expect(dead.struck).toBe(false);
    }
    expect(living(family)).toEqual(family);
  });

  it('kills at once when whoever started it has ended', async () => {
    const { child } = await victim();
    const kit = new URL('./dead-man.ts', import.meta.url).href;
    const code = `const { startDeadMan } = await import('${kit}');
      await (await startDeadMan()).watch([${child.pid}], 600);
      console.log('counts');`;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void owner.kill('SIGKILL'));
    await once(owner.stdout, 'data');
    const ended = once(child, 'exit');
    owner.kill('SIGKILL');
    expect(await ended).toEqual([null, 'SIGKILL']);
  });
});
