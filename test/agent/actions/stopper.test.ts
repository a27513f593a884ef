import { describe, expect, it } from 'vitest';
import type { StopOrder } from '#agent/actions/history.ts';
import { createStopper, type StopResult } from '#agent/actions/stopper.ts';
import { FakeClock, settled } from '#test/kit/fake-clock.ts';
import { FakeProcesses, type FakeProgram } from '#test/kit/fake-processes.ts';
import { monday, running } from '#test/kit/policy-builder.ts';

const app = '/opt/telegram/Telegram';

function stage(over: { readonly demanded?: () => boolean } = {}) {
  const processes = new FakeProcesses();
  const clock = new FakeClock(monday);
  const results: StopResult[] = [];
  const faults: unknown[] = [];
  const noted: string[] = [];
  const stopper = createStopper({
    processes,
    clock,
    bootId: 'boot',
    os: 'linux',
    ownPaths: ['/usr/lib/portvakt/node'],
    now: () => clock.now(),
    stillDemanded: over.demanded ?? (() => true),
    signalling: ({ key }) => void noted.push(key),
    finish: (_, result) => void results.push(result),
    onFault: (fault) => void faults.push(fault),
    faultPoint: () => undefined,
  });
  const order = (program: FakeProgram, how: StopOrder['how'] = 'at-once', bootId = 'boot'): StopOrder => {
    const process = processes.start(program);
    return {
      key: `block ${process.pid}`,
      decision: {
        ban: 'telegram-ban',
        subject: String(process.pid),
        subjectKind: 'running',
        channel: 'native',
        evidence: [],
        confidence: 'primary',
        effect: 'block',
        effectLater: 'block',
        reason: 'blocked',
        origin: { unit: 'root', binding: 'mandatory', release: 1 },
      },
      process,
      bootId,
      subject: running({ path: program.exe, pid: process.pid }),
      how,
      closesAt: clock.now() + 60_000,
      report: true,
      tell: true,
    };
  };
  const paths = () => processes.ends.map(({ exe, how }) => `${how} ${exe}`);
  return { processes, clock, results, faults, noted, stopper, order, paths };
}

describe('a stop', () => {
  it('at once takes along what the program just started, but nothing protected', async () => {
    const { processes, results, stopper, order, paths } = stage();
    const one = order({ exe: app });
    processes.start({ exe: '/usr/bin/xdg-open', parent: one.process.pid });
    processes.start({ exe: '/usr/bin/bash', parent: one.process.pid });
    stopper.carryOut(one);
    await settled();
    expect(results).toEqual(['stopped']);
    expect(paths()).toEqual([`kill ${app}`, 'kill /usr/bin/xdg-open']);
  });

  it('after a countdown leaves alone what the program opened, such as a browser', async () => {
    const { processes, clock, stopper, order, paths } = stage();
    const one = order({ exe: app, stubborn: true }, 'countdown');
    processes.start({ exe: '/opt/telegram/helper', parent: one.process.pid });
    processes.start({ exe: '/opt/firefox/firefox', parent: one.process.pid });
    stopper.carryOut(one);
    await clock.advance(70_000);
    expect(paths()).toEqual([`polite ${app}`, `kill ${app}`, 'kill /opt/telegram/helper']);
  });

  it.each(['/usr/bin/bash', '/usr/lib/systemd/systemd', '/usr/lib/portvakt/node'])(
    'never ends %s, whoever ordered it',
    async (exe) => {
      const { results, stopper, order, paths } = stage();
      stopper.carryOut(order({ exe }));
      await settled();
      expect(results).toEqual(['left-alone']);
      expect(paths()).toEqual([]);
    },
  );

  it('given twice is carried out once', async () => {
    const { results, stopper, order, paths } = stage();
    const one = order({ exe: app });
    stopper.carryOut(one);
    stopper.carryOut(one);
    await settled();
    expect(results).toEqual(['stopped']);
    expect(paths()).toHaveLength(1);
  });

  it('of another boot is over: its program cannot live, and it was stopped only if we had signalled', async () => {
    const { results, stopper, order, paths } = stage();
    stopper.carryOut(order({ exe: app }, 'countdown', 'boot before'));
    stopper.carryOut({ ...order({ exe: app }, 'countdown', 'boot before'), signalled: true });
    await settled();
    expect(results).toEqual(['left-alone', 'stopped']);
    expect(paths()).toEqual([]);
  });

  it('is let go when nothing demands it in the last moment', async () => {
    const { clock, results, stopper, order, paths } = stage({ demanded: () => false });
    stopper.carryOut(order({ exe: app }, 'countdown'));
    await clock.advance(61_000);
    expect(results).toEqual(['left-alone']);
    expect(paths()).toEqual([]);
  });

  it('that may not be made has failed', async () => {
    const { results, stopper, order } = stage();
    stopper.carryOut(order({ exe: app, untouchable: true }));
    await settled();
    expect(results).toEqual(['not-permitted']);
  });

  it('claims nothing when the person closes the program during the countdown', async () => {
    const { processes, clock, results, noted, stopper, order, paths } = stage();
    const one = order({ exe: app }, 'countdown');
    stopper.carryOut(one);
    await clock.advance(30_000);
    processes.close(one.process);
    await clock.advance(31_000);
    expect(results).toEqual(['left-alone']);
    expect(paths()).toEqual([]);
    expect(noted).toEqual([]);
  });

  it('is noted before its first signal, once', async () => {
    const { clock, noted, stopper, order, paths } = stage();
    const one = order({ exe: app, stubborn: true }, 'countdown');
    stopper.carryOut(one);
    await clock.advance(70_000);
    expect(noted).toEqual([one.key]);
    expect(paths()).toEqual([`polite ${app}`, `kill ${app}`]);
  });

  it('takes along the parts of a program that another mount namespace shows under its own name', async () => {
    const { processes, clock, stopper, order, paths } = stage();
    const made = order({ exe: '/app/bin/Telegram', stubborn: true }, 'countdown');
    const { pid } = made.process;
    processes.start({ exe: '/app/bin/helper', parent: pid });
    const subject = running({ pid, path: `/proc/${pid}/root/app/bin/Telegram` });
    stopper.carryOut({ ...made, subject, exe: '/app/bin/Telegram' });
    await clock.advance(70_000);
    expect(paths()).toContain('kill /app/bin/helper');
  });
});
