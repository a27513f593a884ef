/** What `busctl --json=short` prints of one boolean, of a property or of an answer; undefined for anything else. */
export function parseBusBoolean(output: string): boolean | undefined {
  let value: unknown;
  try {
    value = JSON.parse(output);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('type' in value) || value.type !== 'b')
    return undefined;
  const data: unknown = 'data' in value ? value.data : undefined;
  const one: unknown = Array.isArray(data) && data.length === 1 ? data[0] : data;
  return typeof one === 'boolean' ? one : undefined;
}

/** What `gsettings get` prints of a boolean. */
export function parseSetting(output: string): boolean | undefined {
  const word = output.trim();
  return word === 'true' ? true : word === 'false' ? false : undefined;
}
