import { applyEdits, type Edit, type Node } from 'jsonc-parser';
import { isDeepStrictEqual } from 'node:util';
import { readNode, strictTree, valueOf, type Added, type Addition, type JsonPath } from './json-additions.ts';

/**
 * Takes out what `addToJson` put in, from a text that others may have edited since. What stands there as it was put goes
 * byte for byte; what was edited goes by its name. Broken JSON is left as it is.
 */
export function takeFromJson(text: string, { additions, replaced }: Added): string {
  if (strictTree(text) === undefined) return text;
  let rest = text;
  for (const addition of additions.toReversed())
    rest = withoutStretch(rest, addition.text) ?? withoutNames(rest, addition);
  for (const { path, was, now } of replaced) {
    const node = nodeAt(rest, path);
    if (node !== undefined && isDeepStrictEqual(readNode(rest, node), JSON.parse(now)))
      rest = applyEdits(rest, [{ offset: node.offset, length: node.length, content: was }]);
  }
  return rest;
}

/**
 * Takes one key out, whatever stands under it, and then those of the objects above (`made`, innermost first) that are left
 * empty. The same text where the key is not there, or the JSON is broken.
 */
export function withoutKey(text: string, path: JsonPath, made: readonly JsonPath[]): string {
  return nodeAt(text, path) === undefined
    ? text
    : withoutNames(text, { text: '', sets: [path], lists: [], made });
}

/** Undefined where the stretch is not there, is there twice, or would leave a hole in the grammar. */
function withoutStretch(text: string, stretch: string): string | undefined {
  const at = text.indexOf(stretch);
  if (at === -1 || text.includes(stretch, at + 1)) return undefined;
  const rest = text.slice(0, at) + text.slice(at + stretch.length);
  return strictTree(rest) === undefined ? undefined : rest;
}

function withoutNames(text: string, { sets, lists, made }: Addition): string {
  let rest = text;
  for (const { path, values } of lists) rest = withoutEntries(rest, nodeAt(rest, path), values);
  for (const path of sets) rest = withoutChild(rest, nodeAt(rest, path)?.parent);
  for (const path of made) {
    const node = nodeAt(rest, path);
    if (node !== undefined && (node.type === 'object' || node.type === 'array') && isEmpty(node))
      rest = withoutChild(rest, node.parent);
  }
  return rest;
}

/** Of equal entries the last goes: ours was put behind the others. */
function withoutEntries(text: string, list: Node | undefined, values: readonly string[]): string {
  const entries = list?.type === 'array' ? (list.children ?? []) : [];
  const lastAt = new Map(entries.map((entry, index) => [entry.value as unknown, index]));
  const gone = new Set(
    values.flatMap((value) => {
      const entry = entries[lastAt.get(value) ?? -1];
      return entry === undefined ? [] : [entry];
    }),
  );
  return withoutChildren(text, entries, gone);
}

/** Takes a property out. */
function withoutChild(text: string, child: Node | undefined): string {
  return child === undefined ? text : withoutChildren(text, child.parent?.children ?? [], new Set([child]));
}

/** Takes list entries or properties out, each with the comma that is one too many then. */
function withoutChildren(text: string, siblings: readonly Node[], gone: ReadonlySet<Node>): string {
  const lastKept = siblings.findLastIndex((sibling) => !gone.has(sibling));
  const edits = siblings.flatMap((sibling, index): Edit[] => {
    if (!gone.has(sibling)) return [];
    const [before, after] = [siblings[index - 1], siblings[index + 1]];
    const from = index > lastKept && before !== undefined ? endOf(before) : sibling.offset;
    const to = index > lastKept || after === undefined ? endOf(sibling) : after.offset;
    return [{ offset: from, length: to - from, content: '' }];
  });
  return without(text, edits);
}

const endOf = ({ offset, length }: Node): number => offset + length;

/** One pass: a list may be long. */
function without(text: string, cuts: readonly Edit[]): string {
  let rest = '';
  let at = 0;
  for (const { offset, length } of cuts) {
    rest += text.slice(at, offset);
    at = offset + length;
  }
  return rest + text.slice(at);
}

const isEmpty = (node: Node): boolean => (node.children ?? []).length === 0;

function nodeAt(text: string, path: JsonPath): Node | undefined {
  let node = strictTree(text);
  for (const key of path) node = node === undefined ? undefined : valueOf(node, key);
  return node;
}
