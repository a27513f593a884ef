import { spawn } from 'node:child_process';
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
