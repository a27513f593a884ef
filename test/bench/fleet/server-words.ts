import type { PolicyFileText } from '#protocol/console-policies.ts';

/** What the bench and its server process say to each other. */
export type ServerKind = 'whole' | 'link';
export type Started = { readonly port: number; readonly apiUrl: string; readonly token: string };

export type Question =
  | { readonly ask: 'weigh'; readonly collect: boolean }
  | { readonly ask: 'seed'; readonly count: number; readonly file: string }
  | { readonly ask: 'token'; readonly uses: number }
  /** Answered after the publication, or when so many agents said that they apply it. `stored` false: only counted. */
  | {
      readonly ask: 'publish';
      readonly files: readonly PolicyFileText[];
      readonly wanted?: number;
      readonly stored?: boolean;
    }
  | { readonly ask: 'cpu' }
  /** How long the event loop stood still since the last release was offered. */
  | { readonly ask: 'delay' }
  | { readonly ask: 'stop' };

/** Each question has its own part of these. Times in ns are of the machine's monotonic clock. */
export type Answer = {
  readonly rssKb?: number;
  readonly heapKb?: number;
  readonly text?: string;
  readonly version?: number;
  readonly offeredNs?: number;
  readonly lastAppliedNs?: number;
  readonly cpuUs?: number;
  /** The process's CPU time when the release was about to be sent out. */
  readonly offeredUs?: number;
  readonly longestMs?: number;
  readonly p99Ms?: number;
};
