import { expect } from 'vitest';
import { createProcesses } from '#platform/processes/linux.ts';
import { FakeProcesses } from '#test/kit/fake-processes.ts';
import { processesContract, type ProcessesStage } from './processes-contract.ts';
import { asRoot, RealPrograms } from './real-programs.ts';

const stamp = { dev: 1n, ino: 2n, size: 3n, ctimeNs: 4n, mtimeNs: 5n };
processesContract('the fake', () => {
  const processes = new FakeProcesses();
  return Promise.resolve({
    processes,
    stamp,
    uid: 1000,
    start: () => Promise.resolve({ ...processes.start({ exe: '/opt/app', stamp }), exe: '/opt/app' }),
    [Symbol.asyncDispose]: () => processes[Symbol.asyncDispose](),
  });
});

const onLinux = async (sweepOnly: boolean): Promise<ProcessesStage> => {
  const programs = new RealPrograms();
  const processes = await createProcesses({ sweepOnly, sweepEveryMs: 50 });
  expect(processes.source.kind).toBe(sweepOnly ? 'swept' : 'announced');
  return {
    processes,
    stamp: programs.stamp(),
    uid: process.getuid?.() ?? 0,
    start: () => programs.start(),
    async [Symbol.asyncDispose]() {
      await processes[Symbol.asyncDispose]();
      await programs[Symbol.asyncDispose]();
    },
  };
};
if (process.platform === 'linux') {
  if (asRoot) processesContract('Linux, announced', () => onLinux(false));
  processesContract('Linux, swept', () => onLinux(true));
}
