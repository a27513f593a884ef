import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ProgramProofs, type ProgramLayer, type TriedLayer } from '#agent/proof/program-proofs.ts';
import { createCanaries } from '#platform/canary/linux.ts';
import { createExecGuard } from '#platform/exec-guard/linux.ts';
import { createProcesses } from '#platform/processes/linux.ts';
import type { Receipt } from '#policy/proof.ts';
import { systemClock } from '#runtime/clock.ts';
import type { FaultyBasis } from '#test/faults/guard-basis.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { scratchMount } from '#test/kit/scratch-mount.ts';
import { eventually } from '#test/platform/eventually.ts';

const asRoot = canRunAsRoot('the proof that programs are blocked');

describe.skipIf(!asRoot)('canaries on a kernel that asks', () => {
  it('are refused by the guard, ended by the listener, and refused again by a guard that was restarted', async () => {
    using mount = scratchMount('tmpfs', 16);
    chmodSync(mount.path, 0o755);
    const canaries = createCanaries({ folder: join(mount.path, 'canary') });
    await using processes = await createProcesses();
    await processes.watch(() => undefined);
    const tried = new Map<ProgramLayer, TriedLayer>();
    const receipts: Receipt[] = [];
    await using proofs = new ProgramProofs({
      ...{ canaries, clock: systemClock, now: () => Date.now(), release: () => 1, version: '1' },
      watch: () => processes.source,
      arm: () => processes.arm(proofs.armed()),
      tried: (layer) => tried.get(layer),
      keep: (layer, one, receipt) => {
        tried.set(layer, one);
        receipts.push(receipt);
      },
      onProof: () => undefined,
      onFault: (fault) => {
        throw fault;
      },
      random: () => 0,
    });
    if (proofs.guarded === undefined) throw new Error('no canary');
    await processes.arm(proofs.armed());
    await using guard = createExecGuard<FaultyBasis>({
      program: new URL('../../faults/guard-program.ts', import.meta.url),
      folder: join(mount.path, 'guard'),
      canary: proofs.guarded,
      only: [mount.path],
      protectedPaths: [],
    });
    guard.onState((state) => proofs.guardIs(state));
    // Without a guard it runs, whoever is asked.
    const { signal } = new AbortController();
    expect(await canaries.start(proofs.guarded, signal)).toEqual({ kind: 'ran' });
    proofs.begin();
    await guard.judgeBy({ banned: [] });
    await eventually(() => expect(proofs.proof()).toBe('blocked'));
    await proofs.settled();
    expect(receipts.map(({ layer, level, result }) => [layer, result, level])).toEqual([
      ['process-stop', 'blocked', 'stopped-after-start'],
      ['exec-guard', 'blocked', 'denied-before-start'],
    ]);
    const { pid } = await guard.counts();
    process.kill(pid, 'SIGKILL');
    await eventually(() => expect(proofs.proof()).toBe('untried'));
    await eventually(() => expect(proofs.proof()).toBe('blocked'));
    expect(receipts).toHaveLength(2);
    // What is judged by changes, and with it every mark.
    await guard.judgeBy({ banned: ['another'] });
    expect(await canaries.start(proofs.guarded, signal)).toEqual({ kind: 'refused' });
  });
});
