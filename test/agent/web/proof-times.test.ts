import { describe, expect, it } from 'vitest';
import type { PolicyReport } from '#agent/web/browser-watch.ts';
import { WebProofs, type Tried } from '#agent/web/web-proofs.ts';
import type { BrowserTrials } from '#platform/browser-trial/port.ts';
import { ok } from '#policy/outcome.ts';
import { chromiumHere, firefoxHere } from '#test/kit/fake-browsers.ts';
import { FakeClock } from '#test/kit/fake-clock.ts';
import { day, monday } from '#test/kit/policy-builder.ts';

const week = 7 * day;
const hour = 3_600_000;
const written = (state: 'written' | 'failed' = 'written'): PolicyReport => ({
  found: [chromiumHere, firefoxHere],
  written: [
    { kind: 'chromium', packaging: 'system', state: 'written' },
    { kind: 'firefox', packaging: 'system', state },
  ],
});

/** Browsers that end at once, or hang until they are ended; what is kept outlives a restart. */
class Stage {
  readonly clock = new FakeClock(monday);
  readonly kept = new Map<string, Tried>();
  readonly ran: string[] = [];
  readonly faults: unknown[] = [];
  receipts = 0;
  build = '1';
  random = 0.5;
  atOnce = 0;
  most = 0;
  hang = false;
  failing: 'keep' | 'run' | undefined;
  proofs = this.start();

  start(): WebProofs {
    const trials: BrowserTrials = {
      buildOf: () => this.build,
      run: async ({ family, signal }) => {
        if (this.failing === 'run') throw new Error('no');
        this.ran.push(family);
        this.atOnce += 1;
        this.most = Math.max(this.most, this.atOnce);
        if (this.hang && !signal.aborted)
          await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        this.atOnce -= 1;
        return ok(undefined);
      },
    };
    return new WebProofs({
      ...{ trials, clock: this.clock, now: () => this.clock.now(), release: () => 1 },
      ...{ extraArguments: [], extensionVersion: '1.0', random: () => this.random },
      tried: (browser) => this.kept.get(browser),
      keep: (browser, tried, receipts) => {
        this.kept.set(browser, tried);
        this.receipts += receipts.length;
        if (this.failing === 'keep') throw new Error('disk full');
      },
      onFault: (fault) => this.faults.push(fault),
    });
  }
  async restart(): Promise<void> {
    await this.proofs[Symbol.asyncDispose]();
    this.proofs = this.start();
    this.proofs.written(written());
  }
  async pass(ms: number): Promise<number> {
    const before = this.ran.length;
    await this.clock.advance(ms);
    await this.proofs.settled();
    // What became due while it ran.
    await this.clock.advance(0);
    return this.ran.length - before;
  }
  async first(): Promise<void> {
    this.proofs.written(written());
    expect(await this.pass(5_000)).toBe(2);
  }
}

describe('when browsers are tried', () => {
  it('once the policy was written, and then weekly, each PC at its own time', async () => {
    const stage = new Stage();
    stage.proofs.written(written());
    expect(await stage.pass(4_000)).toBe(0);
    // Policy is looked at all the time: that puts nothing off.
    stage.proofs.written(written());
    expect(await stage.pass(1_000)).toBe(2);
    expect(stage.receipts).toBe(4);
    expect(await stage.pass(week)).toBe(0);
    expect(await stage.pass(day / 2 + 10_000)).toBe(2);
    expect(stage.most).toBe(1);
    await stage.proofs[Symbol.asyncDispose]();
    expect(await stage.pass(3 * week)).toBe(0);
  });

  it('not again after a restart, and what became due meanwhile not while people begin to work', async () => {
    const stage = new Stage();
    await stage.first();
    await stage.restart();
    expect(await stage.pass(day)).toBe(0);
    await stage.clock.advance(2 * week);
    await stage.proofs.settled();
    const before = stage.ran.length;
    expect(before).toBeGreaterThan(2);
    for (const one of stage.kept.keys()) stage.kept.set(one, { ...stage.kept.get(one), due: 0 } as Tried);
    await stage.restart();
    expect(await stage.pass(15 * 60_000)).toBe(0);
    expect(await stage.pass(15 * 60_000)).toBe(2);
  });

  it('when browser, extension or what could be written changed, at most hourly', async () => {
    const stage = new Stage();
    await stage.first();
    await stage.pass(2 * hour);
    stage.build = '2';
    stage.proofs.written(written());
    expect(await stage.pass(10_000)).toBe(2);
    stage.proofs.written(written('failed'));
    expect(await stage.pass(10_000)).toBe(0);
    expect(await stage.pass(hour)).toBe(1);
    expect(stage.ran.at(-1)).toBe('firefox');
  });

  it('when asked, once an hour, and never two at once', async () => {
    const stage = new Stage();
    stage.proofs.prove();
    expect(await stage.pass(0)).toBe(0);
    await stage.first();
    stage.proofs.prove();
    stage.proofs.prove();
    expect(await stage.pass(hour - 1)).toBe(2);
    stage.proofs.prove();
    expect(await stage.pass(0)).toBe(0);
    await stage.clock.advance(1);
    stage.proofs.prove();
    expect(await stage.pass(0)).toBe(2);
    expect(stage.most).toBe(1);
  });

  it('what hangs when the last ban ends is ended, and says nothing', async () => {
    const stage = new Stage();
    stage.hang = true;
    stage.proofs.written(written());
    await stage.clock.advance(5_000);
    for (let turn = 0; turn < 100 && stage.ran.length === 0; turn += 1) await stage.clock.advance(0);
    expect(stage.ran).toEqual(['chromium']);
    stage.proofs.over();
    await stage.proofs.settled();
    expect(stage.receipts).toBe(0);
    expect(await stage.pass(2 * week)).toBe(0);
    stage.hang = false;
    await stage.first();
  });

  it.each(['keep', 'run'] as const)(
    'where it fails to %s, browsers are not started without end',
    async (what) => {
      const stage = new Stage();
      stage.failing = what;
      stage.proofs.written(written());
      await stage.pass(5_000);
      await stage.pass(day);
      expect(stage.faults).toHaveLength(2);
      expect(stage.ran.length).toBeLessThanOrEqual(2);
    },
  );

  it('a time that lies in the future does not put it off for good', async () => {
    const stage = new Stage();
    for (const name of ['chromium system', 'firefox system'])
      stage.kept.set(name, { at: monday + 3650 * day, due: monday + 3660 * day, what: '1.0, 1, written' });
    stage.proofs.written(written());
    expect(await stage.pass(hour)).toBe(2);
  });
});
