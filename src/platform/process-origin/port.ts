import type { ProcessSnapshot } from '#platform/processes/port.ts';

/** Variables that say in which language a program speaks; no other is read. */
export const languageVariables = ['LANGUAGE', 'LC_ALL', 'LC_MESSAGES', 'LANG'] as const;

export type Origin = {
  /** The process itself, its parent, and so on; at most 16. */
  readonly line: readonly ProcessSnapshot[];
  /** Those of `languageVariables` that it was started with. */
  readonly language: Readonly<Record<string, string | undefined>>;
};

export interface ProcessOrigin {
  /** Undefined where the process is gone, or the system does not tell. */
  of(pid: number): Origin | undefined;
}
