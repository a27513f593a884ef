/** What people type into fields, made into what the server takes, or undefined where it is none. */

/** A whole number within bounds. */
export function wholeNumber(typed: string, least: number, most: number): number | undefined {
  const text = typed.trim();
  if (!/^\d{1,9}$/u.test(text)) return undefined;
  const value = Number(text);
  return value >= least && value <= most ? value : undefined;
}

/** A number that may have a fraction; a comma is a point. */
export function anyNumber(typed: string, most: number): number | undefined {
  const text = typed.trim().replace(',', '.');
  if (!/^\d{1,6}(?:\.\d{1,4})?$/u.test(text)) return undefined;
  const value = Number(text);
  return value <= most ? value : undefined;
}

export type Labels = { readonly labels: readonly string[] } | { readonly wrong: string };
const labelForm = /^[a-z0-9][a-z0-9-]{0,31}(?::[a-z0-9-]{1,32})?$/u;

/** Labels apart by blanks or commas, each once. */
export function labelsIn(typed: string): Labels {
  const labels = [
    ...new Set(
      typed
        .toLowerCase()
        .split(/[\s,]+/u)
        .filter(Boolean),
    ),
  ];
  const wrong = labels.find((label) => !labelForm.test(label));
  return wrong === undefined ? { labels } : { wrong };
}

/** Lower-case words joined by hyphens. */
export const isSlug = (typed: string): boolean => /^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/u.test(typed);

/** Lines that are not empty. */
export const linesIn = (typed: string): readonly string[] =>
  typed
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

/** Whether there is such a day: `2026-02-30` is none. */
export function isDay(typed: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(typed)) return false;
  const at = new Date(`${typed}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(typed);
}
