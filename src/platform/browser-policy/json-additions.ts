import { applyEdits, parseTree, type Edit, type Node } from 'jsonc-parser';
import { isDeepStrictEqual } from 'node:util';
import { fail, ok, type Outcome } from '#policy/outcome.ts';

export type JsonPath = readonly string[];

/**
 * One stretch of text that was put in. `sets` and `lists` say the same by name, for when somebody edited the stretch and
 * it cannot be found again as it was.
 */
export type Addition = {
  readonly text: string;
  readonly sets: readonly JsonPath[];
  readonly lists: readonly { readonly path: JsonPath; readonly values: readonly string[] }[];
  /** Objects and lists that were not there before: they go when they are empty. */
  readonly made: readonly JsonPath[];
};
/** A value that stood there and was replaced; `was` is its text. */
export type Replacement = { readonly path: JsonPath; readonly was: string; readonly now: string };
export type Added = { readonly additions: readonly Addition[]; readonly replaced: readonly Replacement[] };

/** Objects are merged down to this depth; below it a value is set as a whole. Lists are appended to everywhere. */
const mergedDepth = 2;

type Found = { edits: Edit[]; additions: Addition[]; replaced: Replacement[] };

/**
 * Adds values to a JSON text and leaves every other byte as it was: missing keys are put behind the last one of their
 * object, missing list entries behind the last one of their list. Fails, with a sentence, on what is no strict JSON object
 * (comments too), or holds another kind of value where ours belongs, or names a key twice so that ours would not count.
 */
export function addToJson(
  text: string,
  wanted: Readonly<Record<string, unknown>>,
): Outcome<{ readonly text: string; readonly added: Added }, string> {
  const root = strictTree(text);
  if (root?.type !== 'object') return fail('is not a JSON object');
  const found: Found = { edits: [], additions: [], replaced: [] };
  const why = addToObject({ text, node: root, path: [] }, wanted, found);
  if (why !== undefined) return fail(why);
  const result = applyEdits(text, found.edits);
  if (!holds(JSON.parse(result), wanted, 0)) return fail('names a key twice');
  return ok({ text: result, added: { additions: found.additions, replaced: found.replaced } });
}

/** Whether a JSON text says what is wanted. */
export function jsonHolds(text: string, wanted: Readonly<Record<string, unknown>>): boolean {
  return strictTree(text) !== undefined && holds(JSON.parse(text), wanted, 0);
}

/** Undefined for what is no strict JSON, and for what is nested so deep that nobody wrote it in earnest. */
export function strictTree(text: string): Node | undefined {
  try {
    JSON.parse(text);
    return parseTree(text);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}

type Place = { readonly text: string; readonly node: Node; readonly path: JsonPath };

function addToObject(
  place: Place,
  wanted: Readonly<Record<string, unknown>>,
  found: Found,
): string | undefined {
  const missing: [string, unknown][] = [];
  for (const [key, value] of Object.entries(wanted)) {
    const node = valueOf(place.node, key);
    if (node === undefined) {
      missing.push([key, value]);
      continue;
    }
    const path = [...place.path, key];
    const why = addToValue({ text: place.text, node, path }, value, found);
    if (why !== undefined) return why;
  }
  if (missing.length > 0)
    insert(
      place,
      missing.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`),
      found,
      (text) => additionOf(text, place.path, missing),
    );
  return undefined;
}

function addToValue(place: Place, value: unknown, found: Found): string | undefined {
  const { node, path, text } = place;
  if (Array.isArray(value)) {
    if (node.type !== 'array') return `${path.join('.')} is not a list`;
    const there = new Set((node.children ?? []).map((child): unknown => child.value));
    const values = value.filter((entry): entry is string => typeof entry === 'string' && !there.has(entry));
    if (values.length > 0)
      insert(
        place,
        values.map((entry) => JSON.stringify(entry)),
        found,
        (chunk) => ({ text: chunk, sets: [], lists: [{ path, values }], made: [] }),
      );
    return undefined;
  }
  if (isRecord(value) && path.length <= mergedDepth)
    return node.type === 'object' ? addToObject(place, value, found) : `${path.join('.')} is not an object`;
  if (isDeepStrictEqual(readNode(text, node), value)) return undefined;
  const now = JSON.stringify(value);
  found.replaced.push({ path, was: text.slice(node.offset, node.offset + node.length), now });
  found.edits.push({ offset: node.offset, length: node.length, content: now });
  return undefined;
}

/** Behind the last child, spaced as that one is; the first child stands close to its bracket. */
function insert(
  { text, node }: Place,
  words: readonly string[],
  found: Found,
  addition: (text: string) => Addition,
): void {
  const last = node.children?.at(-1);
  const space = last === undefined ? '' : (/[ \t\r\n]*$/.exec(text.slice(0, last.offset))?.[0] ?? '');
  const content = (last === undefined ? '' : `,${space}`) + words.join(`,${space}`);
  found.edits.push({
    offset: last === undefined ? node.offset + 1 : last.offset + last.length,
    length: 0,
    content,
  });
  found.additions.push(addition(content));
}

function additionOf(text: string, at: JsonPath, entries: readonly (readonly [string, unknown])[]): Addition {
  const sets: JsonPath[] = [];
  const lists: { path: JsonPath; values: readonly string[] }[] = [];
  const made: JsonPath[] = [];
  const visit = (path: JsonPath, value: unknown): void => {
    if (Array.isArray(value)) {
      lists.push({ path, values: value.filter((entry): entry is string => typeof entry === 'string') });
      made.push(path);
    } else if (isRecord(value) && path.length <= mergedDepth) {
      made.push(path);
      for (const [key, inner] of Object.entries(value)) visit([...path, key], inner);
    } else sets.push(path);
  };
  for (const [key, value] of entries) visit([...at, key], value);
  return { text, sets, lists, made: made.toReversed() };
}

function holds(value: unknown, wanted: unknown, depth: number): boolean {
  if (Array.isArray(wanted)) {
    const there = new Set<unknown>(Array.isArray(value) ? value : []);
    return Array.isArray(value) && wanted.every((entry: unknown) => there.has(entry));
  }
  if (!isRecord(wanted) || depth > mergedDepth) return isDeepStrictEqual(value, wanted);
  return (
    isRecord(value) &&
    Object.entries(wanted).every(
      ([key, inner]) => Object.hasOwn(value, key) && holds(value[key], inner, depth + 1),
    )
  );
}

/** As every JSON reader reads it. */
export const readNode = (text: string, { offset, length }: Node): unknown =>
  JSON.parse(text.slice(offset, offset + length));

/** The value of a key in an object; of the last one where it is named twice, as JSON readers do. */
export function valueOf(node: Node, key: string): Node | undefined {
  if (node.type !== 'object') return undefined;
  return node.children?.findLast(({ children }) => children?.[0]?.value === key)?.children?.[1];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
