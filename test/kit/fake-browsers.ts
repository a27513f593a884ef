import type {
  BrowserPolicy,
  DesiredBrowserState,
  Disturbance,
  FoundBrowser,
  WrittenBrowser,
} from '#platform/browser-policy/port.ts';

export const chromiumExe = '/usr/lib/chromium/chromium';
export const firefoxExe = '/usr/lib/firefox-esr/firefox-esr';
export const operaExe = '/home/kari/opera/opera';

export const chromiumHere: FoundBrowser = {
  kind: 'chromium',
  packaging: 'system',
  family: 'chromium',
  programs: [chromiumExe],
  profiles: 2,
  takesPolicy: true,
};
export const firefoxHere: FoundBrowser = {
  ...chromiumHere,
  kind: 'firefox',
  family: 'firefox',
  programs: [firefoxExe],
};

/** The browsers' policy of a machine without browsers' files. */
export class FakeBrowserPolicy implements BrowserPolicy {
  found: readonly FoundBrowser[] = [chromiumHere];
  /** What was applied, oldest first. */
  readonly applied: (DesiredBrowserState | undefined)[] = [];
  /** Cannot be written from now on, and why. */
  fails: string | undefined;
  changedAt = 0;
  readonly #listeners = new Set<(what: Disturbance) => void>();

  get last(): DesiredBrowserState | undefined {
    return this.applied.at(-1);
  }
  browsers(): Promise<readonly FoundBrowser[]> {
    return Promise.resolve(this.found);
  }
  apply(desired: DesiredBrowserState | undefined): Promise<readonly WrittenBrowser[]> {
    this.applied.push(desired);
    return Promise.resolve(
      this.found.map(({ kind, packaging, takesPolicy }): WrittenBrowser => {
        if (!takesPolicy) return { kind, packaging, state: 'unsupported' };
        if (this.fails !== undefined) return { kind, packaging, state: 'failed', why: this.fails };
        return { kind, packaging, state: 'written', changedAt: this.changedAt };
      }),
    );
  }
  lookForShadows(): Promise<void> {
    return Promise.resolve();
  }
  onDisturbed(listener: (what: Disturbance) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }
  disturb(what: Disturbance): void {
    for (const listener of this.#listeners) listener(what);
  }
  [Symbol.asyncDispose](): Promise<void> {
    this.#listeners.clear();
    return Promise.resolve();
  }
}
