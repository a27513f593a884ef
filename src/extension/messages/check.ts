/** Says whether a value is of one shape. Never throws. */
export type Check = (value: unknown) => boolean;

/** `limit` in UTF-16 units. */
export const text =
  (limit: number, pattern?: RegExp): Check =>
  (value) =>
    typeof value === 'string' &&
    value.length > 0 &&
    value.length <= limit &&
    (pattern === undefined || pattern.test(value));

export const integer =
  (least: number, most: number): Check =>
  (value) =>
    Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;

export const oneOf =
  (...values: readonly string[]): Check =>
  (value) =>
    typeof value === 'string' && values.includes(value);

export const list =
  (of: Check, most: number): Check =>
  (value) =>
    Array.isArray(value) && value.length <= most && value.every(of);

/** Exactly these members: all of `must`, any of `may`, no other. */
export const record =
  (must: Readonly<Record<string, Check>>, may: Readonly<Record<string, Check>> = {}): Check =>
  (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const found = new Map<string, unknown>(Object.entries(value));
    for (const [name, check] of Object.entries(must)) {
      if (!found.has(name) || !check(found.get(name))) return false;
      found.delete(name);
    }
    for (const [name, check] of Object.entries(may)) {
      if (found.has(name) && !check(found.get(name))) return false;
      found.delete(name);
    }
    return found.size === 0;
  };
