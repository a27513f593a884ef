/** What `/proc/<pid>/stat` tells that matters here. */
export type ProcStat = {
  readonly state: string;
  readonly parent: number;
  readonly startTicks: bigint;
};

/** The command name may hold spaces and parentheses, so fields are counted from the last `)`. */
export function parseStat(text: string): ProcStat | undefined {
  const end = text.lastIndexOf(')');
  if (end < 0) return undefined;
  const fields = text.slice(end + 2).split(' ', 20);
  const [state, parent] = fields;
  const start = fields[19];
  if (state === undefined || parent === undefined || start === undefined || !/^\d+$/.test(start)) {
    return undefined;
  }
  return { state, parent: Number(parent), startTicks: BigInt(start) };
}

/** A zombie has ended; only its parent does not know yet. */
export const hasEnded = (stat: ProcStat): boolean => stat.state === 'Z' || stat.state === 'X';

/** First number of the `Uid:` line of `/proc/<pid>/status`: the real uid. */
export function parseRealUid(text: string): number | undefined {
  const digits = /^Uid:\s+(\d+)/m.exec(text)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

const deletedMark = ' (deleted)';
export const withoutDeletedMark = (exe: string): string =>
  exe.endsWith(deletedMark) ? exe.slice(0, -deletedMark.length) : exe;

/** Start times in `/proc` count in USER_HZ, which is 100 on every architecture that Node runs on. */
export const ticksToMs = (ticks: bigint): number => Number(ticks) * 10;
