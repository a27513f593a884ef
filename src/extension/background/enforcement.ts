import type { WebRule } from '#protocol/browser-agent.ts';

/** How one family of browsers is made to follow the rules. */
export type Enforcement = {
  /** Puts these rules in force, and no others. `passed`: keys of the warnings that are open now. */
  readonly apply: (
    rules: readonly WebRule[],
    passed: ReadonlySet<string>,
    canaryHost?: string,
  ) => Promise<void>;
  /** Whether it is the window of an installed web app. */
  readonly isAppWindow: (window: number) => Promise<boolean>;
};
