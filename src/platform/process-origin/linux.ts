import { closeSync, openSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import {
  hasEnded,
  parseRealUid,
  parseStat,
  ticksToMs,
  withoutDeletedMark,
} from '#platform/processes/proc-stat.ts';
import type { ProcessSnapshot } from '#platform/processes/port.ts';
import { languageVariables, type Origin, type ProcessOrigin } from './port.ts';

export type ProcessOriginOptions = {
  /** Default `/proc`. */
  readonly proc?: string;
};

const longestLine = 16;
/** More of an environment than this is not read: it is the person's own, and may be of any size. */
const environmentLimit = 131_072;
const longestValue = 200;

/** Reads `/proc`. The line ends where a process is gone, or where a parent is younger than its child: then its pid is another's by now. */
export function createProcessOrigin({ proc = '/proc' }: ProcessOriginOptions = {}): ProcessOrigin {
  const bootedAt = bootTime(proc);
  const one = (pid: number): ProcessSnapshot | undefined => {
    try {
      const stat = parseStat(readFileSync(`${proc}/${pid}/stat`, 'latin1'));
      const uid = parseRealUid(readFileSync(`${proc}/${pid}/status`, 'latin1'));
      if (stat === undefined || uid === undefined || hasEnded(stat)) return undefined;
      const exe = exeOf(`${proc}/${pid}/exe`);
      return {
        pid,
        startTicks: stat.startTicks,
        parent: stat.parent,
        uid,
        startedAt: bootedAt + ticksToMs(stat.startTicks),
        ...(exe === undefined ? {} : { exe }),
      };
    } catch {
      return undefined;
    }
  };
  return {
    of: (pid) => {
      const line: ProcessSnapshot[] = [];
      for (let at = pid; at > 0 && line.length < longestLine;) {
        const found = one(at);
        const child = line.at(-1);
        if (found === undefined || (child !== undefined && found.startTicks > child.startTicks)) break;
        line.push(found);
        at = found.parent;
      }
      return line.length === 0 ? undefined : { line, language: languageOfProcess(`${proc}/${pid}/environ`) };
    },
  };
}

function exeOf(path: string): string | undefined {
  try {
    return withoutDeletedMark(readlinkSync(path));
  } catch {
    return undefined;
  }
}

function bootTime(proc: string): number {
  const seconds = /^btime (\d+)$/m.exec(readFileSync(`${proc}/stat`, 'latin1'))?.[1];
  return Number(seconds ?? 0) * 1_000;
}

function languageOfProcess(path: string): Origin['language'] {
  const found: Record<string, string> = {};
  for (const entry of head(path).split('\0')) {
    const cut = entry.indexOf('=');
    const name = languageVariables.find((known) => known === entry.slice(0, cut));
    if (name !== undefined) found[name] ??= entry.slice(cut + 1, cut + 1 + longestValue);
  }
  return found;
}

function head(path: string): string {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const bytes = Buffer.alloc(environmentLimit);
    let length = 0;
    while (length < bytes.length) {
      const read = readSync(file, bytes, length, bytes.length - length, null);
      if (read === 0) break;
      length += read;
    }
    return bytes.toString('utf8', 0, length);
  } catch {
    return '';
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
