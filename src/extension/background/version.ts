/** Whether `offered` is a higher version than `held`; false where it is no version. */
export function isNewer(offered: string | undefined, held: string): boolean {
  if (offered === undefined || !/^\d+(\.\d+)*$/.test(offered)) return false;
  const [one, other] = [offered.split('.').map(Number), held.split('.').map(Number)];
  for (let at = 0; at < Math.max(one.length, other.length); at += 1) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
