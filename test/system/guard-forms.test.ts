import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { basisOf, startGuardAgent, type GuardAgent } from '#test/kit/guard-agent.ts';
import { forms, formsNeed, whyNoForms } from '#test/kit/guard-forms.ts';
import { guardBans, guardTools, scratchGround, type GuardTools } from '#test/kit/guard-ground.ts';
import { tryForm, type Fate } from '#test/kit/guard-tries.ts';
import { canRunAsRoot } from '#test/kit/needs-root.ts';
import type { ScratchKind } from '#test/kit/scratch-mount.ts';
import { createPerson, type Person } from '#test/kit/tray-person.ts';

/**
 * Debian's telegram-desktop in every form in which people start a program, on file systems of the test's own: first with nobody
 * asked, so that a form that cannot run at all is seen, then with the real guard and its judge. The agent that ends programs
 * after their start is not there.
 */
/** Starts and what is laid out for them, while the guard is away. */
const longestWaitMs = 2_000;
const kinds: readonly ScratchKind[] = ['ext4', 'xfs', 'tmpfs'];
const runs = canRunAsRoot('the forms of a start', { programs: formsNeed, also: whyNoForms });
const table: string[] = [];
const stack = new AsyncDisposableStack();
let person: Person;
let tools: GuardTools;

beforeAll(() => {
  if (!runs) return;
  person = stack.use(createPerson('portvakt-forms'));
  tools = stack.use(guardTools());
});
afterAll(async () => {
  await stack.disposeAsync();
  console.log(table.join('\n'));
});

describe.runIf(runs)('on a PC that never saw an AppImage', () => {
  it('the first one waits for its gate, and the second is refused', async () => {
    using place = scratchGround('tmpfs', tools, person);
    await using guard = await startGuardAgent(place.points);
    await guard.judgeBy(basisOf(guardBans, [person]));
    expect((await guard.counts()).remotePid).toBe(0);
    const image = forms.find(({ form }) => form === 'AppImage, renamed');
    if (image === undefined) throw new Error('no form');
    const before = performance.now();
    const first = await tryForm(place, image);
    table.push(`${'the first AppImage that a PC ever mounts'.padEnd(66)} tmpfs  ${first}`);
    expect(performance.now() - before).toBeLessThan(2 * longestWaitMs);
    await vi.waitFor(async () => expect((await guard.counts()).remotePid).toBeGreaterThan(0), 20_000);
    await vi.waitFor(async () => expect(await tryForm(place, image)).toBe('refused before it ran'), 20_000);
  });
});

describe.runIf(runs)('where nobody is asked', () => {
  it('every form runs', async () => {
    using place = scratchGround('tmpfs', tools, person);
    for (const form of forms) expect(await tryForm(place, form), form.form).toBe('ran');
  });
});

describe.runIf(runs).each(kinds)('guarded on %s', (kind) => {
  let place: ReturnType<typeof scratchGround>;
  let guard: GuardAgent;

  beforeAll(async () => {
    place = scratchGround(kind, tools, person);
    guard = await startGuardAgent(place.points, { fuseSeen: true });
    expect(await guard.judgeBy(basisOf(guardBans, [person]))).toMatchObject({ kind: 'guarding' });
  });
  afterAll(async () => {
    await guard?.[Symbol.asyncDispose]();
    place?.[Symbol.dispose]();
  });

  it.each(forms)('$form: $ends', async (form) => {
    const fate: Fate = await tryForm(place, form);
    table.push(`${form.form.padEnd(66)} ${kind.padEnd(6)} ${fate}`);
    expect(fate).toBe(form.ends === 'before-start' ? 'refused before it ran' : 'ran');
  });

  it('nothing was let through for want of time, and whoever was refused was named', async () => {
    const counts = await guard.counts();
    expect(counts).toMatchObject({ timedOut: 0, crowded: 0, gaps: 0 });
    const refused = forms.filter(({ ends }) => ends === 'before-start');
    expect(counts.denied).toBeGreaterThanOrEqual(refused.length);
    expect(new Set(guard.denied.map(({ uid }) => uid))).toEqual(new Set([person.uid]));
    // What it was, also where root cannot look at it any more.
    expect(guard.denied.filter(({ identity }) => identity === undefined)).toEqual([]);
  });

  it('a guard that is killed refuses again soon, and meanwhile nobody waits for it', async () => {
    const renamed = forms.find(({ form }) => form === 'renamed');
    if (renamed === undefined) throw new Error('no form');
    const { gaps, pid } = await guard.counts();
    expect(pid).toBeGreaterThan(0);
    process.kill(pid, 'SIGKILL');
    const fates: Fate[] = [];
    for (const began = performance.now(); performance.now() - began < 20_000;) {
      const before = performance.now();
      fates.push(await tryForm(place, renamed));
      expect(performance.now() - before).toBeLessThan(longestWaitMs);
      if (fates.at(-1) === 'refused before it ran' && (await guard.counts()).gaps > gaps) break;
    }
    expect(fates.at(-1)).toBe('refused before it ran');
    expect(new Set(fates.slice(0, -1))).toEqual(new Set(['ran']));
    expect((await guard.counts()).pid).not.toBe(pid);
  });
});
