/** `2026-11-22 14:05` in the time zone of whoever reads it. */
export function moment(instant: number | undefined): string {
  if (instant === undefined) return '-';
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return '?';
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${two(at.getHours())}:${two(at.getMinutes())}`;
}
