import type {
  BrowserPolicy,
  DesiredBrowserState,
  FoundBrowser,
  WrittenBrowser,
} from '#platform/browser-policy/port.ts';
import type { PolicyReport } from './browser-watch.ts';

export type PolicyWriterParts = {
  readonly browserPolicy: BrowserPolicy;
  /** Everything was applied, as far as it could be. */
  readonly onWritten: (report: PolicyReport, desired: DesiredBrowserState | undefined) => void;
  readonly onFault: (fault: unknown) => void;
};

/** Brings the browsers' policy to what was wanted last; one after the other, and what was overtaken meanwhile is left out. */
export class PolicyWriter {
  /** What was found and written last. */
  report: PolicyReport = { found: [], written: [] };
  readonly #parts: PolicyWriterParts;
  #wanted: DesiredBrowserState | undefined;
  #isWanted = false;
  #underWay: Promise<void> | undefined;
  /** What was applied last; undefined before anything was. */
  #applied: string | undefined;

  constructor(parts: PolicyWriterParts) {
    this.#parts = parts;
  }

  /** `anew`: also where nothing else is wanted than before, because browsers may have come or gone. */
  want(desired: DesiredBrowserState | undefined, anew = false): void {
    const text = JSON.stringify(desired ?? null);
    if (!anew && text === this.#applied && !this.#isWanted) return;
    this.#wanted = desired;
    this.#isWanted = true;
    this.#underWay ??= this.#work().finally(() => {
      this.#underWay = undefined;
    });
  }

  /** Until everything that was wanted so far is done. */
  async settled(): Promise<void> {
    await this.#underWay;
  }

  async #work(): Promise<void> {
    while (this.#isWanted) {
      this.#isWanted = false;
      const desired = this.#wanted;
      try {
        const written = await this.#parts.browserPolicy.apply(desired);
        const found = await this.#parts.browserPolicy.browsers();
        this.#applied = JSON.stringify(desired ?? null);
        this.report = { found: found.filter(isBrowser), written };
        this.#parts.onWritten(this.report, desired);
      } catch (fault) {
        this.#applied = undefined;
        this.report = { ...this.report, written: this.report.written.map(failed) };
        this.#parts.onFault(fault);
      }
    }
  }
}

const isBrowser = ({ programs }: FoundBrowser): boolean => programs.length > 0;
const failed = ({ kind, packaging }: WrittenBrowser): WrittenBrowser => ({
  kind,
  packaging,
  state: 'failed',
});
