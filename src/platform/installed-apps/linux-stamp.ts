import type { Stats } from 'node:fs';

/** Identity of what lies at a path, without reading it: anything that changes it gives another one. */
export type Stamp = {
  readonly dev: number;
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
};

export function stampOf(stats: Stats): Stamp {
  return {
    dev: stats.dev,
    ino: stats.ino,
    size: stats.size,
    mtimeMs: stats.mtimeMs,
    ctimeMs: stats.ctimeMs,
  };
}

export function sameStamp(a: Stamp, b: Stamp): boolean {
  return (
    a.ino === b.ino &&
    a.ctimeMs === b.ctimeMs &&
    a.mtimeMs === b.mtimeMs &&
    a.size === b.size &&
    a.dev === b.dev
  );
}

/**
 * Whether a stamp can be trusted to change with the next write. Kernels before 6.13 stamp with the granularity of a
 * tick (4 ms), so what was written just now may be written again under the same stamp.
 */
export function settled(stamp: Stamp, now: number): boolean {
  return stamp.ctimeMs < now - 20;
}
