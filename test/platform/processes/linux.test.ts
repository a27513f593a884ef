import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { eventually } from '#test/platform/eventually.ts';
import { AnnouncedProcesses } from '#platform/processes/announced.ts';
import { createProcesses } from '#platform/processes/linux.ts';
import { statOf } from '#platform/processes/proc-sweep.ts';
import type { ProcessEvent, Processes, ProcessRef } from '#platform/processes/port.ts';
import { asRoot, RealPrograms } from './real-programs.ts';

const started = (events: readonly ProcessEvent[], pid: number | undefined): ProcessEvent | undefined =>
  events.find((event) => event.kind !== 'lost' && event.process.pid === pid);

describe.skipIf(!asRoot)('announced by the kernel', () => {
  it('says so', async () => {
    await using processes = await createProcesses();
    expect(processes.source).toEqual({ kind: 'announced' });
  });

  it('tells the true program when argv is forged and the path holds spaces and parentheses', async () => {
    await using programs = new RealPrograms('Telegram (x) ) S 1 2');
    await using processes = await createProcesses();
    const events: ProcessEvent[] = [];
    await processes.watch((event) => events.push(event));
    const child = programs.spawn({ argv0: '/usr/bin/innocent', uid: 65534 });
    await eventually(() =>
      expect(started(events, child.pid)).toMatchObject({
        kind: 'started',
        process: { exe: programs.exe, uid: 65534, parent: process.pid },
      }),
    );
  });

  it('tells the account of a program that its owner may run and not read', async () => {
    await using programs = new RealPrograms();
    await promisify(execFile)('/bin/chmod', ['0711', programs.exe]);
    await using processes = await createProcesses();
    const events: ProcessEvent[] = [];
    await processes.watch((event) => events.push(event));
    await processes.arm([{ stamp: programs.stamp(), uids: [65534], token: 't' }]);
    const child = programs.spawn({ uid: 65534 });
    await eventually(() =>
      expect(started(events, child.pid)).toMatchObject({ kind: 'stopped', process: { uid: 65534 } }),
    );
  });

  it('stops an armed program before it prints, and says how soon', async () => {
    await using programs = new RealPrograms('printer', '/usr/bin/seq');
    await using processes = await createProcesses();
    const events: ProcessEvent[] = [];
    await processes.watch((event) => events.push(event));
    await processes.arm([{ stamp: programs.stamp(), uids: 'all', token: 'seq' }]);
    const child = programs.spawn({ args: ['1000000000'] });
    const [, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');
    await eventually(() => expect(started(events, child.pid)?.kind).toBe('stopped'));
    const event = started(events, child.pid);
    if (event?.kind !== 'stopped') throw new Error('not stopped');
    expect(event.knownAfterNs).toBeGreaterThan(0);
    expect(event.goneAfterNs).toBeGreaterThanOrEqual(event.knownAfterNs);
  });

  it('stops a copy that runs from a deleted file, and names it without the mark of deletion', async () => {
    await using programs = new RealPrograms('deleted-soon', '/bin/sh');
    await using processes = await createProcesses();
    const events: ProcessEvent[] = [];
    await processes.watch((event) => events.push(event));
    // Runs itself again by /proc after the file was unlinked.
    const child = programs.spawn({
      args: ['-c', 'rm "$0"; exec /proc/$$/exe -c "while :; do sleep 1; done"', programs.exe],
    });
    await eventually(() =>
      expect(
        events.filter((event) => event.kind === 'started' && event.process.pid === child.pid),
      ).toHaveLength(2),
    );
    const exes = events.flatMap((event) =>
      event.kind === 'started' && event.process.pid === child.pid ? [event.process.exe] : [],
    );
    expect(exes).toEqual([programs.exe, programs.exe]);
  });

  it('never ends the processes that the agent hangs from', async () => {
    await using programs = new RealPrograms('shell', '/bin/sh');
    const { dev, ino, size, ctimeNs, mtimeNs } = programs.stamp();
    // The agent runs below a shell whose own program it arms; then that shell execs the armed program again.
    const agent = `const { createProcesses } = await import('#platform/processes/linux.ts');
      const processes = await createProcesses();
      await processes.watch((event) => { if (event.kind !== 'lost') console.log(event.kind, event.process.pid); });
      const stamp = { dev: ${dev}n, ino: ${ino}n, size: ${size}n, ctimeNs: ${ctimeNs}n, mtimeNs: ${mtimeNs}n };
      await processes.arm([{ stamp, uids: 'all', token: 't' }]);
      console.log('armed'); setInterval(() => {}, 1000);`;
    const shell = spawn(
      programs.exe,
      ['-c', '"$NODE" --input-type=module -e "$AGENT" & read go; exec "$0" -c "read go"', programs.exe],
      {
        cwd: import.meta.dirname,
        stdio: ['pipe', 'pipe', 'inherit'],
        env: { NODE: process.execPath, AGENT: agent },
        detached: true,
      },
    );
    try {
      let printed = '';
      shell.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
      await eventually(() => expect(printed).toContain('armed'));
      shell.stdin.write('go\n');
      await eventually(() => expect(printed).toContain(`started ${shell.pid}\n`));
      const sibling = programs.spawn({ args: ['-c', 'sleep 600'] });
      await eventually(() => expect(printed).toContain(`stopped ${sibling.pid}\n`));
      expect(shell.signalCode).toBeNull();
    } finally {
      if (shell.pid !== undefined) process.kill(-shell.pid, 'SIGKILL');
    }
  });

  it('counts what it heard, and loses nothing in a burst', async () => {
    const processes = await AnnouncedProcesses.open({ sweepEveryMs: 1000, measure: true });
    if (!(processes instanceof AnnouncedProcesses)) throw new Error(processes.why);
    await using _ = processes;
    const events: ProcessEvent[] = [];
    await processes.watch((event) => events.push(event));
    const children = Array.from({ length: 50 }, () => spawn('/bin/sleep', ['0.01']));
    await Promise.all(children.map((child) => once(child, 'exit')));
    await eventually(() => {
      for (const child of children) expect(started(events, child.pid)?.kind).toBe('started');
    });
    expect(processes.counts().announced).toBeGreaterThanOrEqual(50);
    expect(processes.counts().lost).toBe(0);
    expect(processes.timings().every((ns) => ns > 0)).toBe(true);
  });

  it('says that announcements were lost when too many waited, and hears the next ones', async () => {
    const script = `const { AnnouncedProcesses } = await import('#platform/processes/announced.ts');
      const processes = await AnnouncedProcesses.open({ sweepEveryMs: 1000, measure: false, receiveBufferBytes: 4096 });
      await processes.watch((event) => console.log(event.kind, event.process?.pid));
      console.log('watching'); setInterval(() => {}, 1000);`;
    const agent = spawn(process.execPath, ['--input-type=module', '-e', script], {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    agent.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    try {
      await eventually(() => expect(printed).toContain('watching'));
      agent.kill('SIGSTOP');
      await Promise.all(Array.from({ length: 60 }, () => once(spawn('/bin/true'), 'exit')));
      agent.kill('SIGCONT');
      await eventually(() => expect(printed).toContain('lost'));
      const next = spawn('/bin/sleep', ['1']);
      await eventually(() => expect(printed).toContain(`started ${next.pid}\n`));
    } finally {
      agent.kill('SIGKILL');
    }
  });

  it('lets a process end while its listener sleeps in the kernel', async () => {
    const script = `const { createProcesses } = await import('#platform/processes/linux.ts');
      const processes = await createProcesses(); await processes.watch(() => {}); process.exit(7);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      cwd: import.meta.dirname,
    });
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(7);
  });
});

describe('processes of one tree', () => {
  it('finds descendants, nearest first', async () => {
    await using programs = new RealPrograms('tree', '/bin/sh');
    await using processes = await createProcesses({ sweepOnly: true });
    const child = programs.spawn({ args: ['-c', 'sh -c "sleep 600 & wait" & wait'] });
    const stat = statOf(child.pid ?? 0);
    const root = { pid: child.pid ?? 0, startTicks: stat?.startTicks ?? 0n };
    await eventually(() => expect(processes.descendants(root)).toHaveLength(2));
    const [near, far] = processes.descendants(root);
    if (near === undefined || far === undefined) throw new Error('no descendants');
    expect(statOf(near.pid)?.parent).toBe(root.pid);
    expect(statOf(far.pid)?.parent).toBe(near.pid);
    expect(processes.end(far, 'kill').ok).toBe(true);
    await eventually(() => expect(processes.alive(far)).toBe(false));
  });

  it('refuses to end the first process and itself', async () => {
    await using processes = await createProcesses({ sweepOnly: true });
    for (const pid of [0, 1, -1, process.pid]) {
      const startTicks = statOf(pid)?.startTicks ?? 0n;
      expect(processes.end({ pid, startTicks }, 'kill')).toEqual({
        ok: false,
        fault: { code: 'not-permitted' },
      });
    }
  });
});

/** Prints what an agent in another situation sees, as one line of JSON. */
const lookAround = (other: ProcessRef): string => `
  const { createProcesses } = await import('#platform/processes/linux.ts');
  const { spawn } = await import('node:child_process');
  await using processes = await createProcesses({ sweepEveryMs: 20 });
  const seen = Promise.withResolvers();
  await processes.watch((event) => {
    if (event.kind === 'started' && event.process.exe?.endsWith('/sleep')) seen.resolve(event.process.uid);
  });
  const child = spawn('/bin/sleep', ['600']);
  const ownChild = await seen.promise;
  child.kill('SIGKILL');
  const end = processes.end({ pid: ${other.pid}, startTicks: ${other.startTicks}n }, 'kill');
  const all = await processes.sweep();
  const exe = (pid) => all.find((process) => process.pid === pid)?.exe ?? null;
  console.log(JSON.stringify({ source: processes.source, end, ownChild, own: exe(process.pid), other: exe(${other.pid}) }));`;

describe.skipIf(!asRoot)('in other situations', () => {
  it('without privileges sees its own, and can neither see nor end what belongs to others', async () => {
    await using programs = new RealPrograms();
    const other = await programs.start();
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '-e', lookAround(other)],
      {
        cwd: import.meta.dirname,
        uid: 65534,
        gid: 65534,
        env: {},
      },
    );
    const { source, ...rest } = JSON.parse(stdout) as { source: Processes['source'] };
    // Since 6.6 the kernel announces to anybody; before, it tells why not.
    expect(source.kind === 'announced' || source.why.includes('process connector')).toBe(true);
    expect(rest).toEqual({
      end: { ok: false, fault: { code: 'not-permitted' } },
      ownChild: 65534,
      own: process.execPath,
      other: null,
    });
    expect(statOf(other.pid)?.startTicks).toBe(other.startTicks);
  });

  it('in a container sweeps, and says why', async () => {
    const nobody = { pid: 999_999, startTicks: 1n };
    const { stdout } = await promisify(execFile)(
      '/usr/bin/unshare',
      ['--pid', '--fork', '--mount-proc', process.execPath, '--input-type=module', '-e', lookAround(nobody)],
      { cwd: import.meta.dirname, env: {} },
    );
    expect(JSON.parse(stdout)).toMatchObject({
      source: { kind: 'swept', why: expect.stringContaining('does not answer') },
      end: { ok: false, fault: { code: 'gone' } },
      ownChild: 0,
      own: process.execPath,
    });
  });
});
