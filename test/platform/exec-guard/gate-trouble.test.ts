import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { eventually } from '#test/platform/eventually.ts';
import type { Answer, Judge } from '#platform/exec-guard/gate-port.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { allow, anna, deny, GateStage } from './gate-stage.ts';

const asRoot = canRunAsRoot('the gate in trouble', {
  programs: ['/usr/bin/setpriv', '/usr/bin/mount', '/usr/bin/prlimit', '/usr/bin/seq', '/usr/bin/xargs'],
});

const ran = (times = 1) => ({ ran: times, refused: 0, other: 0 });
const refused = (times = 1) => ({ ran: 0, refused: times, other: 0 });

const openDescriptors = (): number => readdirSync('/proc/self/fd').length;

/** A judge whose answers the test gives. */
class SlowJudge {
  readonly #answers: ((answer: Answer) => void)[] = [];
  readonly judge: Judge = () => new Promise((resolve) => this.#answers.push(resolve));
  get asked(): number {
    return this.#answers.length;
  }
  answerAll(answer: Answer): void {
    for (const give of this.#answers.splice(0)) give(answer);
  }
}

/** Scheduling policy of this thread: field 41 of its `stat` (proc_pid_stat(5)); 0 is the ordinary one, 2 SCHED_RR. */
const policyOfThisThread = (): string | undefined =>
  readFileSync('/proc/thread-self/stat', 'latin1').split(') ').at(-1)?.split(' ')[38];

describe.skipIf(!asRoot)('a judge in a hurry', () => {
  it('is raised while somebody waits for it, and no longer', async () => {
    const policies: (string | undefined)[] = [];
    await using stage = await GateStage.open({
      judge: () => {
        policies.push(policyOfThisThread());
        return allow;
      },
    });
    expect(policyOfThisThread()).toBe('0');
    expect(await stage.tries(stage.program('one'))).toEqual(ran());
    expect(await stage.tries(stage.program('two'))).toEqual(ran());
    expect(policies).toEqual(['2', '2']);
    expect(policyOfThisThread()).toBe('0');
  });

  it('is not raised for longer than somebody waits', async () => {
    const policies: (string | undefined)[] = [];
    await using stage = await GateStage.open({
      deadlineMs: 100,
      judge: () => {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
        policies.push(policyOfThisThread());
        return allow;
      },
    });
    expect(await stage.tries(stage.program('one'))).toEqual(ran());
    await eventually(() => expect(policies).toEqual(['0']));
  });
});

describe.skipIf(!asRoot)('a judge in trouble', () => {
  it('that does not answer in time: the start goes on, its answer counts for the next', async () => {
    const slow = new SlowJudge();
    const before = openDescriptors();
    {
      await using stage = await GateStage.open({ judge: slow.judge, deadlineMs: 200 });
      const path = stage.program('telegram', { banned: true });
      expect(await stage.tries(path)).toEqual(ran());
      expect(stage.gate.counts()).toMatchObject({ judged: 1, timedOut: 1, denied: 0 });
      // While it is at it, nobody else waits for the same.
      expect(await stage.tries(path, { times: 3 })).toEqual(ran(3));
      expect(stage.gate.counts()).toMatchObject({ judged: 1, timedOut: 4 });
      slow.answerAll(deny);
      // Heard of in the next turn.
      await new Promise(setImmediate);
      expect(await stage.tries(path, { times: 3 })).toEqual(refused(3));
      expect(await stage.tries(['/bin/cat', path], { uid: anna })).toMatchObject({ other: 1 });
      expect(stage.gate.counts()).toMatchObject({ judged: 1, timedOut: 4, denied: 4 });
    }
    expect(openDescriptors()).toBe(before);
  });

  it('that is late by rules of before: the file is asked about again', async () => {
    const slow = new SlowJudge();
    let judge = slow.judge;
    await using stage = await GateStage.open({ judge: (file) => judge(file), deadlineMs: 200 });
    const path = stage.program('telegram');
    expect(await stage.tries(path)).toEqual(ran());
    judge = () => deny;
    await stage.gate.forget();
    expect(await stage.tries(path)).toEqual(refused());
    slow.answerAll(allow);
    expect(await stage.tries(path)).toEqual(refused());
  });

  it('that throws or rejects: the start goes on, nothing is remembered, and it is told', async () => {
    const judges: Judge[] = [
      () => {
        throw new Error('broken');
      },
      () => Promise.reject(new Error('broken too')),
      () => deny,
    ];
    await using stage = await GateStage.open({ judge: (file) => judges.shift()?.(file) ?? allow });
    const path = stage.program('telegram');
    expect(await stage.tries(path, { times: 2 })).toEqual(ran(2));
    expect(stage.faults).toEqual([
      { kind: 'judge-threw', why: 'broken' },
      { kind: 'judge-threw', why: 'broken too' },
    ]);
    expect(await stage.tries(path)).toEqual(refused());
  });

  it('that holds up its thread: the listener answers without it', async () => {
    await using stage = await GateStage.open({
      deadlineMs: 200,
      judge: () => {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
        return deny;
      },
    });
    const path = stage.program('telegram');
    expect(await stage.tries(path)).toEqual(ran());
    expect(await stage.tries(path)).toEqual(refused());
    expect(stage.gate.counts()).toMatchObject({ judged: 1, timedOut: 1, denied: 1 });
  });

  it('that was not able to look: nothing is remembered', async () => {
    await using stage = await GateStage.open({ judge: () => ({ ...deny, keep: false }) });
    const path = stage.program('telegram');
    expect(await stage.tries(path, { times: 3 })).toEqual(refused(3));
    expect(stage.asked).toHaveLength(3);
    expect(await stage.tries(['/bin/cat', path], { uid: anna })).toEqual(ran());
  });

  it('with more before it than may wait: the others go on at once', async () => {
    const slow = new SlowJudge();
    await using stage = await GateStage.open({ judge: slow.judge, deadlineMs: 60_000, queueLimit: 4 });
    const paths = Array.from({ length: 10 }, (_, at) => stage.program(`program-${at}`));
    const tries = paths.map((path) => stage.tries(path));
    await eventually(() => expect(stage.gate.counts()).toMatchObject({ judged: 4, crowded: 6 }));
    await eventually(() => expect(slow.asked).toBe(4));
    slow.answerAll(deny);
    const results = await Promise.all(tries);
    expect(results.filter((result) => result.ran === 1)).toHaveLength(6);
    expect(results.filter((result) => result.refused === 1)).toHaveLength(4);
    // The places are free again.
    const again = stage.tries(stage.program('one-more'));
    await eventually(() => expect(slow.asked).toBe(1));
    slow.answerAll(allow);
    expect(await again).toEqual(ran());
  });
});

describe.skipIf(!asRoot)('the gate in trouble', () => {
  it('outlives those who ask and are killed while they wait', async () => {
    const slow = new SlowJudge();
    const before = openDescriptors();
    {
      await using stage = await GateStage.open({ judge: slow.judge, deadlineMs: 60_000 });
      const path = stage.program('telegram');
      const shell = spawn('/bin/sh', ['-c', `${path}; exit 0`], { detached: true, stdio: 'ignore' });
      await eventually(() => expect(slow.asked).toBe(1));
      process.kill(-(shell.pid ?? 0), 'SIGKILL');
      await once(shell, 'exit');
      slow.answerAll(allow);
      expect(await stage.tries(path)).toEqual(ran());
    }
    expect(openDescriptors()).toBe(before);
  });

  it('holds nothing open after a thousand programs', async () => {
    const before = openDescriptors();
    {
      await using stage = await GateStage.open();
      const inside = openDescriptors();
      mkdirSync(stage.path('many'));
      for (let at = 0; at < 1000; at += 1) stage.program(`many/p${at}`, { banned: at % 2 === 1 });
      const every = ['/bin/sh', '-c', `for p in ${stage.path('many')}/*; do $p; done 2>/dev/null; exit 0`];
      expect(await stage.tries(every)).toEqual(ran());
      expect(await stage.tries(every)).toEqual(ran());
      expect(stage.gate.counts()).toEqual({
        asked: 1500,
        denied: 1000,
        judged: 1000,
        timedOut: 0,
        crowded: 0,
      });
      await eventually(() => expect(openDescriptors()).toBe(inside));
    }
    expect(openDescriptors()).toBe(before);
  });

  it('lets nobody through by an old verdict once it has forgotten, whatever goes on meanwhile', async () => {
    let verdict: Answer = allow;
    await using stage = await GateStage.open({ judge: () => verdict });
    const kept = stage.program('kept');
    const owned = stage.program('owned', { owner: anna });
    const load: ChildProcess[] = [];
    try {
      for (const path of [kept, owned]) {
        const loop = `while :; do ${path}; done 2>/dev/null`;
        load.push(spawn('/bin/sh', ['-c', loop], { stdio: 'ignore' }));
      }
      for (let round = 0; round < 20; round += 1) {
        verdict = round % 2 === 0 ? deny : allow;
        await stage.gate.forget();
        const expected = verdict === deny ? refused(5) : ran(5);
        expect(await stage.tries(kept, { times: 5 }), `round ${round}`).toEqual(expected);
        expect(await stage.tries(owned, { times: 5, uid: anna }), `round ${round}`).toEqual(expected);
      }
    } finally {
      for (const shell of load) {
        shell.kill('SIGKILL');
        if (shell.exitCode === null && shell.signalCode === null) await once(shell, 'exit');
      }
    }
    expect(stage.gate.counts()).toMatchObject({ timedOut: 0, crowded: 0 });
  });

  it('lets go of everybody who waits when it is closed, and of every descriptor', async () => {
    const slow = new SlowJudge();
    const before = openDescriptors();
    {
      await using stage = await GateStage.open({ judge: slow.judge, deadlineMs: 60_000 });
      const tries = Array.from({ length: 20 }, (_, at) => stage.tries(stage.program(`program-${at}`)));
      await eventually(() => expect(slow.asked).toBe(20));
      await stage.gate[Symbol.asyncDispose]();
      expect(await Promise.all(tries)).toEqual(tries.map(() => ran()));
      slow.answerAll(deny);
      expect(stage.refusals).toEqual([]);
      await stage.gate.forget();
    }
    await eventually(() => expect(openDescriptors()).toBe(before));
  });

  it('never runs out of descriptors, which would refuse: few files wait where few may be open', async () => {
    await using stage = await GateStage.open({ judge: () => allow });
    await stage.gate[Symbol.asyncDispose]();
    for (let at = 0; at < 100; at += 1) stage.program(`p${at}`);
    const script = join(import.meta.dirname, 'few-descriptors.ts');
    const guard = spawn('/usr/bin/prlimit', ['--nofile=64:64', process.execPath, script, stage.folder]);
    try {
      guard.stderr.on('data', (text: Buffer) => console.error(String(text)));
      expect(String((await once(guard.stdout, 'data'))[0])).toBe('ready\n');
      const { stdout } = await promisify(execFile)('/bin/sh', [
        '-c',
        `seq 0 99 | xargs -P 100 -I {} sh -c '${stage.folder}/p{} && echo ran; exit 0'`,
      ]);
      expect(stdout.split('\n').filter((line) => line === 'ran')).toHaveLength(100);
      guard.stdin.write('counts');
      const counts: unknown = JSON.parse(String((await once(guard.stdout, 'data'))[0]));
      expect(counts).toMatchObject({ asked: 100, denied: 0, judged: 16, crowded: 84 });
    } finally {
      guard.kill('SIGKILL');
      await once(guard, 'exit');
    }
  });

  it('says that its thread failed, and nobody is asked any more', async () => {
    await using stage = await GateStage.open({ judge: () => deny });
    const path = stage.program('telegram');
    expect(await stage.tries(path)).toEqual(refused());
    closeSync(stage.gate.fd);
    void stage.gate.forget();
    await eventually(() => expect(stage.faults).toMatchObject([{ kind: 'listener-ended' }]));
    expect(await stage.tries(path)).toEqual(ran());
  });
});
