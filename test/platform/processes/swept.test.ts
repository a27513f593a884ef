import { describe, expect, it } from 'vitest';
import { eventually } from '#test/platform/eventually.ts';
import type { ProcessEvent } from '#platform/processes/port.ts';
import { SweptProcesses } from '#platform/processes/swept.ts';

const listed = (pid: number, name: string, ppid = 1) => ({ pid, name, ppid });

describe('the sweep for systems without an event source', () => {
  it('reports what is new, also under a known pid, and ends nothing', async () => {
    let now = [listed(10, 'explorer.exe'), listed(11, 'a.exe', 10)];
    await using processes = new SweptProcesses({ why: 'test', everyMs: 10 }, () => Promise.resolve(now));
    expect(processes.source).toEqual({ kind: 'swept', why: 'test' });
    const events: ProcessEvent[] = [];
    await processes.watch((event) => events.push(event));
    const before = (await processes.sweep()).find(({ pid }) => pid === 11);
    if (before === undefined) throw new Error('not listed');
    expect(processes.descendants({ ...before, pid: 10, startTicks: 1n })).toHaveLength(1);
    now = [listed(10, 'explorer.exe'), listed(11, 'Telegram.exe', 10)];
    await eventually(() => expect(events).toHaveLength(1));
    expect(events[0]).toMatchObject({ kind: 'started', process: { pid: 11 } });
    expect(processes.alive(before)).toBe(false);
    expect(processes.end()).toEqual({ ok: false, fault: { code: 'unsupported' } });
  });

  it('says that something was lost when the lister fails, and goes on', async () => {
    let fails = false;
    let now = [listed(10, 'a')];
    await using processes = new SweptProcesses({ why: 'test', everyMs: 10 }, () =>
      fails ? Promise.reject(new Error('no lister')) : Promise.resolve(now),
    );
    const events: ProcessEvent[] = [];
    await processes.watch((event) => events.push(event));
    fails = true;
    await eventually(() => expect(events).toContainEqual({ kind: 'lost' }));
    fails = false;
    now = [listed(10, 'a'), listed(12, 'b')];
    await eventually(() => expect(events.at(-1)).toMatchObject({ kind: 'started', process: { pid: 12 } }));
  });

  it('lists the programs of this very system', async () => {
    await using processes = new SweptProcesses({ why: 'test' });
    expect((await processes.sweep()).map(({ pid }) => pid)).toContain(process.pid);
  });
});
