import { describe, expect, it } from 'vitest';
import { eventually } from '#test/platform/eventually.ts';
import { AnnouncedProcesses } from '#platform/processes/announced.ts';
import type { ProcessEvent } from '#platform/processes/port.ts';
import { RealPrograms } from './real-programs.ts';

const open = (listener: URL) => AnnouncedProcesses.open({ sweepEveryMs: 20, measure: false, listener });

describe.skipIf(process.platform !== 'linux')('when the listener thread fails', () => {
  it('sweeps from then on, says that something was lost, and still stops what is armed', async () => {
    await using programs = new RealPrograms();
    const processes = await open(new URL('./failing-listener.ts', import.meta.url));
    if (!(processes instanceof AnnouncedProcesses)) throw new Error(processes.why);
    await using _ = processes;
    const events: ProcessEvent[] = [];
    await processes.watch((event) => events.push(event));
    expect(processes.source).toEqual({ kind: 'announced' });
    await processes.arm([{ stamp: programs.stamp(), uids: 'all', token: 'still-armed' }]);
    expect(processes.source).toEqual({ kind: 'swept', why: 'the listener thread failed: out of order' });
    await eventually(() => expect(events).toContainEqual({ kind: 'lost' }));
    const { pid } = await programs.start();
    await eventually(() =>
      expect(events).toContainEqual(
        expect.objectContaining({
          kind: 'stopped',
          token: 'still-armed',
          process: expect.objectContaining({ pid }),
        }),
      ),
    );
  });

  it('says why it could not start', async () => {
    expect(await open(new URL('./not-there.ts', import.meta.url))).toEqual({
      why: expect.stringContaining('could not start'),
    });
  });
});
