import {
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseDocument,
  visit,
  type Document,
  type YAMLMap,
} from 'yaml';
import type { Adoption, Ban } from './ban.ts';
import type { Organisation } from './organisation.ts';
import { fail, ok, type Outcome } from './outcome.ts';
import type { PolicyFile } from './policy-file.ts';
import type { ServerSettings } from './server-file.ts';

/**
 * Edits of the files that IT writes, made in the text itself: comments, order and what is not concerned stay. What comes
 * out says, read again, exactly what was there with the edit made. `not-yaml`: the text must be mended by hand first.
 */
export type EditFault = 'not-yaml';
type Edited = Outcome<string, EditFault>;
type Json = Readonly<Record<string, unknown>>;

/** Adds a ban, or writes it over the one of the same id. */
export const setBan = (text: string, ban: Ban): Edited =>
  edit(text, (file) => ({ ...file, bans: put(file['bans'], 'id', ban) }));

export const removeBan = (text: string, id: string): Edited =>
  edit(text, (file) => ({ ...file, bans: without(file['bans'], 'id', id) }));

/** Writes what the file's unit answers to a recommended ban; nothing removes the answer. */
export const setAdoption = (text: string, ban: string, adoption: Adoption | undefined): Edited =>
  edit(text, ({ adoptions, ...file }) => {
    const kept =
      adoption === undefined ? without(adoptions, 'ban', ban) : put(adoptions, 'ban', { ...adoption, ban });
    return kept.length === 0 ? file : { ...file, adoptions: kept };
  });

export const setOrganisation = (text: string, organisation: Organisation): Edited =>
  edit(text, (file) => ({ ...file, portvakt: 'organisation/1', organisation }));

export const setServer = (text: string, server: ServerSettings): Edited =>
  edit(text, (file) => ({ ...file, portvakt: 'server/1', server }));

/** The first file of a unit. */
export const newPolicyFile = (unit: string): string =>
  textOf(parseDocument(''), { portvakt: 'policy/1', unit, bans: [] } satisfies PolicyFile);

function edit(text: string, change: (file: Json) => Json): Edited {
  const document = read(text);
  if (document === undefined) return fail('not-yaml');
  const before: unknown = valueOf(document);
  if (before === undefined) return fail('not-yaml');
  const wanted = change(isObject(before) ? before : {});
  const aliased = hasAliases(document);
  if (!aliased) mergeInto(document, wanted);
  const merged = aliased ? undefined : document.toString({ lineWidth: 0 });
  // Where the text's own form stood in the way (anchors, a tag), it is written anew: what it says comes before how.
  return ok(merged !== undefined && says(merged, wanted) ? merged : textOf(document, wanted));
}

function read(text: string): Document | undefined {
  const document = parseDocument(text, { prettyErrors: false, uniqueKeys: true, stringKeys: true });
  return document.errors.length > 0 ? undefined : document;
}

function valueOf(document: Document): unknown {
  try {
    return (document.toJS({ maxAliasCount: 100 }) as unknown) ?? {};
  } catch {
    // Aliases expand too often.
    return undefined;
  }
}

/** A whole new text; the comment above the file stays. */
function textOf(document: Document, value: Json): string {
  document.contents = document.createNode(value, { aliasDuplicateObjects: false });
  return document.toString({ lineWidth: 0 });
}

function says(text: string, wanted: Json): boolean {
  const document = read(text);
  return document !== undefined && equal(valueOf(document), wanted);
}

function hasAliases(document: Document): boolean {
  let found = false;
  visit(document, {
    Alias: () => {
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}

function mergeInto(document: Document, wanted: Json): void {
  const { contents } = document;
  if (isMap(contents)) mergeMap(document, contents, wanted);
  else document.contents = node(document, wanted);
}

function mergeMap(document: Document, map: YAMLMap, wanted: Json): void {
  for (const { key } of [...map.items]) {
    const name = isScalar(key) ? String(key.value) : undefined;
    if (name === undefined || wanted[name] === undefined) map.delete(key);
  }
  for (const [name, value] of Object.entries(wanted)) {
    if (value === undefined) continue;
    if (map.has(name)) map.set(name, merged(document, map.get(name, true), value));
    else map.add(document.createPair(name, value, { aliasDuplicateObjects: false }));
  }
}

/** The node as it stands, changed to say `value`; a new one where it cannot. */
function merged(document: Document, old: unknown, value: unknown): unknown {
  if (!isNode(old) || isAlias(old)) return node(document, value);
  if (equal(old.toJS(document), value)) return old;
  if (isMap(old) && isObject(value)) {
    mergeMap(document, old, value);
    return old;
  }
  if (isSeq(old) && Array.isArray(value)) {
    // An empty list can only be written as `[]`; what it is given need not stand in one line for that.
    if (old.items.length === 0) old.flow = false;
    const left: unknown[] = [...old.items];
    old.items = value.map((item: unknown) => {
      const at = left.findIndex((one) => isNode(one) && sameThing(one.toJS(document), item));
      return at < 0 ? node(document, item) : merged(document, left.splice(at, 1)[0], item);
    });
    return old;
  }
  if (isScalar(old) && (typeof value !== 'object' || value === null)) {
    old.value = value;
    delete old.source;
    delete old.format;
    return old;
  }
  return node(document, value);
}

const node = (document: Document, value: unknown) =>
  document.createNode(value, { aliasDuplicateObjects: false });

/** Items of a list are the same thing by their name, nameless ones when they are equal. */
function sameThing(one: unknown, other: unknown): boolean {
  const [name, otherName] = [nameOf(one), nameOf(other)];
  return name === undefined || otherName === undefined ? equal(one, other) : name === otherName;
}

function nameOf(item: unknown): string | undefined {
  if (!isObject(item)) return undefined;
  const name = ['id', 'ban', 'pack', 'url', 'name'].find((field) => typeof item[field] === 'string');
  return name === undefined ? undefined : `${name} ${String(item[name])}`;
}

function put(list: unknown, key: string, item: Json): unknown[] {
  const items = Array.isArray(list) ? [...(list as unknown[])] : [];
  const at = items.findIndex((one) => isObject(one) && one[key] === item[key]);
  if (at < 0) return [...items, item];
  items[at] = item;
  return items;
}

const without = (list: unknown, key: string, name: string): unknown[] =>
  (Array.isArray(list) ? (list as unknown[]) : []).filter((one) => !isObject(one) || one[key] !== name);

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Equal as JSON says it: the order of fields does not count, a field without a value is none. */
function equal(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, index) => equal(item, other[index]));
  if (!isObject(one) || !isObject(other)) return Object.is(one, other);
  const fields = (value: Json): string[] => Object.keys(value).filter((key) => value[key] !== undefined);
  const mine = fields(one);
  return mine.length === fields(other).length && mine.every((key) => equal(one[key], other[key]));
}
