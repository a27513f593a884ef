import type { Input } from 'electron';

const zooms = [0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3] as const;

/** Ctrl and + or −, Ctrl and 0: larger, smaller, as it was. There is no menu that would do it. */
export function zoomAfter(
  { type, control, meta, key }: Pick<Input, 'type' | 'control' | 'meta' | 'key'>,
  now: number,
): number | undefined {
  if (type !== 'keyDown' || !(control || meta)) return undefined;
  if (key === '0') return 1;
  if (key === '+' || key === '=') return zooms.find((one) => one > now + 0.01) ?? now;
  if (key === '-' || key === '_') return zooms.findLast((one) => one < now - 0.01) ?? now;
  return undefined;
}
