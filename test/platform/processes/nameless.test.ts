import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createProcesses } from '#platform/processes/linux.ts';
import type { ProcessEvent } from '#platform/processes/port.ts';
import { eventually } from '#test/platform/eventually.ts';
import { OverLongProgram } from './over-long-path.ts';
import { asRoot } from './real-programs.ts';

type Started = AsyncDisposable & { readonly pid: number };

function start(program: OverLongProgram): Started {
  const child = spawn(program.startAs, ['600'], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  if (child.pid === undefined) throw new Error('the program did not start');
  return {
    pid: child.pid,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

describe.each([
  ['announced', false],
  ['swept', true],
] as const)('a program whose path is too long to be told, %s', (kind, sweepOnly) => {
  it.skipIf(!asRoot)('is announced without a name, and does not hide the others from a sweep', async () => {
    using program = new OverLongProgram();
    await using processes = await createProcesses({ sweepOnly, sweepEveryMs: 50 });
    expect(processes.source.kind).toBe(kind);
    const events: ProcessEvent[] = [];
    await processes.watch((event) => events.push(event));
    await using started = start(program);
    await eventually(() =>
      expect(events.find((event) => event.kind === 'started' && event.process.nameless)).toMatchObject({
        kind: 'started',
        process: { pid: started.pid },
      }),
    );
    const swept = await processes.sweep();
    expect(swept.find(({ pid }) => pid === started.pid)).toMatchObject({ nameless: true });
    expect(swept.find(({ pid }) => pid === started.pid)?.exe).toBeUndefined();
    expect(swept.find(({ pid }) => pid === process.pid)?.exe).toBe(process.execPath);
  });

  it.skipIf(!asRoot)('is stopped where its file is armed', async () => {
    using program = new OverLongProgram();
    await using processes = await createProcesses({ sweepOnly, sweepEveryMs: 50 });
    const events: ProcessEvent[] = [];
    await processes.watch((event) => events.push(event));
    const { dev, ino, size, ctimeNs, mtimeNs } = statSync(program.startAs, { bigint: true });
    const stamp = { dev, ino, size, ctimeNs, mtimeNs };
    await processes.arm([{ stamp, uids: 'all', token: 't' }]);
    await using started = start(program);
    await eventually(() =>
      expect(events.find((event) => event.kind === 'stopped')).toMatchObject({
        process: { pid: started.pid, nameless: true },
      }),
    );
  });
});

describe('a sweep that cannot read /proc', () => {
  it('says that something was lost, and goes on', () => {
    const script = `
      import { closeSync, openSync } from 'node:fs';
      import { createProcesses } from '#platform/processes/linux.ts';
      await using processes = await createProcesses({ sweepOnly: true, sweepEveryMs: 20 });
      const lost = Promise.withResolvers();
      await processes.watch((event) => event.kind === 'lost' && lost.resolve());
      const alive = setInterval(() => undefined, 1000);
      const taken = [];
      try { for (;;) taken.push(openSync('/dev/null')); } catch {}
      await lost.promise;
      for (const fd of taken) closeSync(fd);
      console.log((await processes.sweep()).some(({ pid }) => pid === process.pid));
      clearInterval(alive);`;
    const node = [process.execPath, '--input-type=module', '--eval', script];
    const ran = spawnSync('sh', ['-c', 'ulimit -n 100 && exec "$@"', 'sh', ...node], { encoding: 'utf8' });
    expect(ran.stdout).toBe('true\n');
  });
});
