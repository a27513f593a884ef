import { describe, expect, it } from 'vitest';
import { eventually } from '#test/platform/eventually.ts';
import type { ProcessEvent, Processes, ProcessRef } from '#platform/processes/port.ts';
import type { FileStamp } from '#platform/program-identity/port.ts';

/** How the contract starts programs: real ones, or the fake's. */
export type ProcessesStage = AsyncDisposable & {
  readonly processes: Processes;
  /** Starts a program that runs until it is ended. */
  start(): Promise<ProcessRef & { readonly exe: string }>;
  readonly stamp: FileStamp;
  /** The account under which `start` runs programs. */
  readonly uid: number;
};

/** What every adapter that can end processes promises, and the fake with it. */
export function processesContract(name: string, open: () => Promise<ProcessesStage>): void {
  describe(`${name} keeps the contract of Processes`, () => {
    it('reports a start with program and account, and lists it', async () => {
      await using stage = await open();
      const events: ProcessEvent[] = [];
      await stage.processes.watch((event) => events.push(event));
      const { pid, startTicks, exe } = await stage.start();
      await eventually(() =>
        expect(events).toContainEqual(
          expect.objectContaining({
            kind: 'started',
            process: expect.objectContaining({ pid, startTicks, exe, uid: stage.uid }),
          }),
        ),
      );
      const listed = (await stage.processes.sweep()).find((process) => process.pid === pid);
      expect(listed).toMatchObject({ pid, startTicks, exe, uid: stage.uid });
      expect(Math.abs((listed?.startedAt ?? 0) - Date.now())).toBeLessThan(60_000);
    });

    it('refuses a second listener', async () => {
      await using stage = await open();
      await stage.processes.watch(() => undefined);
      expect(() => stage.processes.watch(() => undefined)).toThrow('twice');
    });

    it('stops an armed program and hands the token back', async () => {
      await using stage = await open();
      const events: ProcessEvent[] = [];
      await stage.processes.watch((event) => events.push(event));
      await stage.processes.arm([{ stamp: stage.stamp, uids: 'all', token: 'ban-1' }]);
      const started = await stage.start();
      await eventually(() =>
        expect(events).toContainEqual(
          expect.objectContaining({
            kind: 'stopped',
            token: 'ban-1',
            process: expect.objectContaining({ pid: started.pid, exe: started.exe }),
          }),
        ),
      );
      await eventually(() => expect(stage.processes.alive(started)).toBe(false));
    });

    it('stops only for the accounts it is armed for', async () => {
      await using stage = await open();
      const events: ProcessEvent[] = [];
      await stage.processes.watch((event) => events.push(event));
      await stage.processes.arm([{ stamp: stage.stamp, uids: [stage.uid + 1], token: 'other' }]);
      const started = await stage.start();
      await eventually(() =>
        expect(events).toContainEqual(
          expect.objectContaining({
            kind: 'started',
            process: expect.objectContaining({ pid: started.pid }),
          }),
        ),
      );
      expect(stage.processes.alive(started)).toBe(true);
    });

    it('stops no file that differs from the armed one, and nothing once disarmed', async () => {
      await using stage = await open();
      const events: ProcessEvent[] = [];
      await stage.processes.watch((event) => events.push(event));
      await stage.processes.arm([
        { stamp: { ...stage.stamp, ctimeNs: stage.stamp.ctimeNs + 1n }, uids: 'all', token: 'older' },
      ]);
      const first = await stage.start();
      await stage.processes.arm([{ stamp: stage.stamp, uids: 'all', token: 'x' }]);
      await stage.processes.arm([]);
      const second = await stage.start();
      await eventually(() =>
        expect(events.flatMap((event) => (event.kind === 'started' ? [event.process.pid] : []))).toEqual(
          expect.arrayContaining([first.pid, second.pid]),
        ),
      );
      expect(stage.processes.alive(first)).toBe(true);
      expect(stage.processes.alive(second)).toBe(true);
    });

    it('ends a process, and afterwards says that it is gone', async () => {
      await using stage = await open();
      const started = await stage.start();
      expect(stage.processes.alive(started)).toBe(true);
      expect(stage.processes.end(started, 'polite')).toEqual({ ok: true, value: undefined });
      await eventually(() => expect(stage.processes.alive(started)).toBe(false));
      await eventually(() =>
        expect(stage.processes.end(started, 'kill')).toEqual({ ok: false, fault: { code: 'gone' } }),
      );
    });

    it('does not touch a later process with the same pid', async () => {
      await using stage = await open();
      const started = await stage.start();
      const earlier = { pid: started.pid, startTicks: started.startTicks - 1n };
      expect(stage.processes.alive(earlier)).toBe(false);
      expect(stage.processes.descendants(earlier)).toEqual([]);
      expect(stage.processes.end(earlier, 'kill')).toEqual({ ok: false, fault: { code: 'gone' } });
      expect(stage.processes.alive(started)).toBe(true);
    });
  });
}
