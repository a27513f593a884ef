/** `memory`: takes all that there is. `mounts`: the thread that watches the mounts ends. `disk`: a thread opens `disk` and waits. */
export type JudgeFault =
  'disk' | 'loop' | 'throw' | 'reject' | 'never' | 'crash' | 'leak' | 'memory' | 'mounts';

/** What `guard-program.ts` judges by. */
export type FaultyBasis = {
  /** Names of files that are refused. */
  readonly banned: readonly string[];
  /** Goes wrong at files whose name begins so. */
  readonly fault?: { readonly when: string; readonly what: JudgeFault };
  readonly disk?: string;
  /** Descriptors that the guard process may have, from now on. */
  readonly fileLimit?: number;
  /** Makes it another value. */
  readonly serial?: number;
};
