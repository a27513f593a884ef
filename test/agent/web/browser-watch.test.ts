import { describe, expect, it } from 'vitest';
import { BrowserWatch, silenceMs } from '#agent/web/browser-watch.ts';
import { coverageOf } from '#agent/web/coverage.ts';
import { recogniseBrowser } from '#platform/browser-policy/linux-browsers.ts';
import type { WrittenBrowser } from '#platform/browser-policy/port.ts';
import { chromiumExe, chromiumHere, firefoxExe, firefoxHere, operaExe } from '#test/kit/fake-browsers.ts';
import { FakeClock } from '#test/kit/fake-clock.ts';
import { FakeProcesses } from '#test/kit/fake-processes.ts';

const nobody = 65_534;

class Stage {
  readonly clock = new FakeClock(0);
  readonly processes = new FakeProcesses();
  changes = 0;
  readonly watch = new BrowserWatch({
    recognise: recogniseBrowser,
    alive: (process) => this.processes.alive(process),
    clock: this.clock,
    isOwn: (uid) => uid === nobody,
    onChange: () => (this.changes += 1),
  });
  constructor() {
    void this.processes.watch((event) => {
      if (event.kind === 'started') this.watch.started(event.process);
    });
  }
  counts(): readonly string[] {
    return this.watch.running().map((one) => `${one.kind} ${this.watch.isSilent(one) ? 'silent' : 'well'}`);
  }
}

describe('browsers that run', () => {
  it('are told from their own children, and from what is no browser', () => {
    const stage = new Stage();
    const main = stage.processes.start({ exe: chromiumExe });
    stage.processes.start({ exe: chromiumExe, parent: main.pid });
    stage.processes.start({ exe: '/usr/bin/node', parent: main.pid });
    stage.processes.start({ exe: chromiumExe, uid: nobody });
    stage.processes.start({ exe: firefoxExe, parent: main.pid });
    expect(stage.counts()).toEqual(['chromium well', 'firefox well']);
    stage.processes.close(main);
    expect(stage.counts()).toEqual(['firefox well']);
  });

  it('are found by a sweep whatever its order, and forgotten by the next one', async () => {
    const stage = new Stage();
    const main = stage.processes.start({ exe: chromiumExe });
    stage.processes.start({ exe: chromiumExe, parent: main.pid });
    const all = await stage.processes.sweep();
    const other = new Stage();
    other.processes.alive = () => true;
    other.watch.swept(all.toReversed());
    expect(other.counts()).toEqual(['chromium well']);
    other.watch.swept([]);
    expect(other.counts()).toEqual([]);
  });

  it('are silent after half a minute without their extension, and again after it went', async () => {
    const stage = new Stage();
    const main = stage.processes.start({ exe: chromiumExe });
    await stage.clock.advance(silenceMs - 1);
    expect(stage.counts()).toEqual(['chromium well']);
    const before = stage.changes;
    await stage.clock.advance(1);
    expect(stage.counts()).toEqual(['chromium silent']);
    expect(stage.changes).toBe(before + 1);
    const host = stage.processes.start({ exe: '/usr/bin/node', parent: main.pid });
    const browser = stage.watch.browserOf(stage.processes.lineOf(host.pid));
    if (browser === undefined) throw new Error('no browser was found');
    stage.watch.connected(browser, 'one', 'a');
    stage.watch.connected(browser, 'two', 'b');
    expect(stage.counts()).toEqual(['chromium well']);
    stage.watch.disconnected(browser, 'one');
    await stage.clock.advance(silenceMs * 2);
    expect(stage.counts()).toEqual(['chromium well']);
    stage.watch.disconnected(browser, 'two');
    await stage.clock.advance(silenceMs);
    expect(stage.counts()).toEqual(['chromium silent']);
  });

  it('have their time anew when the guard begins', async () => {
    const stage = new Stage();
    stage.processes.start({ exe: chromiumExe });
    await stage.clock.advance(silenceMs * 3);
    stage.watch.begin();
    expect(stage.counts()).toEqual(['chromium well']);
    await stage.clock.advance(silenceMs);
    expect(stage.counts()).toEqual(['chromium silent']);
  });

  it('are those of the caller’s own ancestors', () => {
    const stage = new Stage();
    const main = stage.processes.start({ exe: chromiumExe });
    const child = stage.processes.start({ exe: chromiumExe, parent: main.pid });
    const host = stage.processes.start({ exe: '/bin/sh', parent: child.pid });
    expect(stage.watch.browserOf(stage.processes.lineOf(host.pid))?.process.pid).toBe(main.pid);
    const stranger = stage.processes.start({ exe: '/bin/sh' });
    expect(stage.watch.browserOf(stage.processes.lineOf(stranger.pid))).toBeUndefined();
    expect(stage.watch.browserOf([])).toBeUndefined();
  });
});

describe('coverage', () => {
  const written = (over: Partial<WrittenBrowser> = {}): WrittenBrowser => ({
    ...{ kind: 'chromium', packaging: 'system', state: 'written', changedAt: 1_000 },
    ...over,
  });
  it.each([
    ['written', [chromiumHere], [written()], 'in-force'],
    ['failed', [chromiumHere], [written({ state: 'failed' })], 'not-written'],
    ['not written yet', [chromiumHere], [], 'not-written'],
    ['unsupported', [{ ...chromiumHere, takesPolicy: false }], [], 'unsupported'],
  ] as const)('of a policy that is %s', (...[, found, said, policy]) => {
    const stage = new Stage();
    expect(coverageOf({ found, written: said }, stage.watch)).toEqual([
      {
        ...{ browser: 'chromium', packaging: 'system', policy },
        profiles: 2,
        connected: 0,
        silent: 0,
        running: 0,
      },
    ]);
  });

  it('counts browsers that run and are installed nowhere, and an older Firefox', () => {
    const stage = new Stage();
    stage.processes.start({ exe: operaExe });
    stage.processes.start({ exe: firefoxExe, startedAt: 900 });
    const report = { found: [firefoxHere], written: [written({ kind: 'firefox' })] };
    expect(
      coverageOf(report, stage.watch).map(({ browser, packaging, policy }) => [browser, packaging, policy]),
    ).toEqual([
      ['firefox', 'system', 'from-next-start'],
      ['opera', 'portable', 'unsupported'],
    ]);
  });
});
