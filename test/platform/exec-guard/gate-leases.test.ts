import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import { anna, bert, GateStage } from './gate-stage.ts';

const asRoot = canRunAsRoot('the gate and files on which somebody holds a lease', {
  programs: ['/usr/bin/setpriv', '/usr/bin/mount', '/usr/bin/gcc'],
});

describe.skipIf(!asRoot)('a file on which its owner holds a lease', () => {
  it('holds up nobody else who starts a program', async () => {
    await using stage = await GateStage.open();
    const leased = stage.program('leased', { owner: anna });
    const holder = stage.path('hold-lease');
    execFileSync('/usr/bin/gcc', ['-O1', '-o', holder, join(import.meta.dirname, 'hold-lease.c')]);
    const holding = spawn(holder, [leased], { uid: anna, gid: anna, stdio: ['pipe', 'pipe', 'inherit'] });
    try {
      await once(holding.stdout, 'data');
      const begun = performance.now();
      const waiting = stage.tries(leased, { uid: bert });
      const other = await stage.tries(stage.program('editor', { owner: bert }), { uid: bert });
      expect(other).toEqual({ ran: 1, refused: 0, other: 0 });
      // The kernel would have it wait for the lease, and us with it.
      expect(await waiting).toEqual({ ran: 0, refused: 1, other: 0 });
      expect(performance.now() - begun).toBeLessThan(2_000);
    } finally {
      const ended = once(holding, 'exit');
      holding.kill('SIGKILL');
      await ended;
    }
    expect(await stage.tries(leased, { uid: bert })).toEqual({ ran: 1, refused: 0, other: 0 });
    expect(stage.refusals).toEqual([]);
  });
});
