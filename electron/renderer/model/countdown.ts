/** Whole seconds until an instant, never below zero. */
export const secondsUntil = (instant: number, now: number): number =>
  Math.max(0, Math.ceil((instant - now) / 1000));

/** Said aloud at these seconds only: a voice that counts each second would keep the person from saving. */
const spoken: readonly number[] = [60, 30, 10];

/** The mark that was passed last; what is said aloud changes only with it. */
export function spokenSeconds(seconds: number): number {
  if (seconds === 0) return 0;
  return spoken.findLast((mark) => mark >= seconds) ?? Math.ceil(seconds / 60) * 60;
}
