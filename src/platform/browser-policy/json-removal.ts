import { applyEdits, type Node } from 'jsonc-parser';
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

/** Undefined where the stretch is not there, is there twice, or would leave a hole in the grammar. */
function withoutStretch(text: string, stretch: string): string | undefined {
  const at = text.indexOf(stretch);
  if (at === -1 || text.includes(stretch, at + 1)) return undefined;
  const rest = text.slice(0, at) + text.slice(at + stretch.length);
  return strictTree(rest) === undefined ? undefined : rest;
}

function withoutNames(text: string, { sets, lists, made }: Addition): string {
  let rest = text;
  for (const { path, values } of lists)
    for (const value of values) {
      const list = nodeAt(rest, path);
      const entry =
        list?.type === 'array' ? list.children?.findLast((child) => child.value === value) : undefined;
      rest = withoutChild(rest, entry);
    }
  for (const path of sets) rest = withoutChild(rest, nodeAt(rest, path)?.parent);
  for (const path of made) {
    const node = nodeAt(rest, path);
    if (node !== undefined && (node.type === 'object' || node.type === 'array') && isEmpty(node))
      rest = withoutChild(rest, node.parent);
  }
  return rest;
}

/** Takes a list entry or a property out, with the comma that is one too many then. */
function withoutChild(text: string, child: Node | undefined): string {
  const siblings = child?.parent?.children ?? [];
  const index = child === undefined ? -1 : siblings.indexOf(child);
  if (child === undefined || index === -1) return text;
  const [before, after] = [siblings[index - 1], siblings[index + 1]];
  const end = child.offset + child.length;
  const from = after === undefined && before !== undefined ? before.offset + before.length : child.offset;
  const to = after === undefined ? end : after.offset;
  return text.slice(0, from) + text.slice(to);
}

const isEmpty = (node: Node): boolean => (node.children ?? []).length === 0;

function nodeAt(text: string, path: JsonPath): Node | undefined {
  let node = strictTree(text);
  for (const key of path) node = node === undefined ? undefined : valueOf(node, key);
  return node;
}
