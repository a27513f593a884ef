/** One `events` message of one device on its way to the store. Rows are in rising order of seq. */
export type Batch = {
  readonly device: string;
  readonly epoch: string;
  readonly receivedAt: number;
  /** The highest seq of the message, also where rows were left out. */
  readonly upTo: number;
  readonly rows: readonly EventRow[];
};
export type EventRow = {
  readonly seq: number;
  readonly type: string;
  readonly ban: string | null;
  readonly body: string;
};

/** Main thread to ingest worker: one commit. */
export type Work = { readonly batches: readonly Batch[] };
/** Ingest worker to main thread, in the order of the work. `acked` answers each batch with the highest seq held. */
export type Done =
  | {
      readonly committed: true;
      readonly acked: readonly number[];
      readonly cursor: number;
      readonly types: readonly string[];
    }
  | { readonly committed: false; readonly why: string };
