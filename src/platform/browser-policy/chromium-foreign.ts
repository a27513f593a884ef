import { parse, type ParseError } from 'jsonc-parser';
import { chromiumFileName, mergedLists, type ChromiumValues } from './chromium-policy.ts';
import type { DesiredBrowserState } from './port.ts';
import { cleanBlockList, filterHost, openedBy } from './url-filter.ts';

/** `text` is undefined for what is there and could not be read. */
export type ForeignFile = { readonly name: string; readonly text: string | undefined };

/** What the company's own policy files in the same folder say about the same things. */
export type ForeignChromium = {
  /** `PolicyListMultipleSourceMergeList`, all files together. */
  readonly mergeLists: readonly string[];
  /** `PolicyDictionaryMultipleSourceMergeList`, all files together. */
  readonly mergeDictionaries: readonly string[];
  readonly blocked: readonly string[];
  readonly allowed: readonly string[];
  /** Extensions that have their own entry in `ExtensionSettings`. */
  readonly extensions: readonly string[];
  /** By policy name: those that any file sets, and those of files that come after ours and therefore win. */
  readonly set: ReadonlySet<string>;
  readonly later: Readonly<Record<string, unknown>>;
  /** Names of files that could say anything. */
  readonly unread: readonly string[];
};

export const nothingForeign: ForeignChromium = {
  mergeLists: [],
  mergeDictionaries: [],
  blocked: [],
  allowed: [],
  extensions: [],
  set: new Set(),
  later: {},
  unread: [],
};

/** Files that are no JSON object count for nothing, as they do for Chromium, which takes comments and trailing commas. */
export function foreignChromium(files: readonly ForeignFile[]): ForeignChromium {
  const parsed = files
    .filter(({ name }) => name !== chromiumFileName)
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap(({ name, text }) => {
      const values = text === undefined ? undefined : objectOf(text);
      return values === undefined ? [] : [{ name, values }];
    });
  const strings = (policy: string): readonly string[] => [
    ...new Set(parsed.flatMap(({ values }) => stringsOf(values[policy]))),
  ];
  return {
    mergeLists: strings('PolicyListMultipleSourceMergeList'),
    mergeDictionaries: strings('PolicyDictionaryMultipleSourceMergeList'),
    blocked: strings('URLBlocklist'),
    allowed: strings('URLAllowlist'),
    extensions: parsed.flatMap(({ values }) => Object.keys(recordOf(values['ExtensionSettings']) ?? {})),
    set: new Set(parsed.flatMap(({ values }) => Object.keys(values))),
    later: Object.assign(
      {},
      ...parsed.filter(({ name }) => name > chromiumFileName).map(({ values }) => values),
    ),
    unread: files.flatMap(({ name, text }) =>
      text === undefined && name !== chromiumFileName ? [name] : [],
    ),
  };
}

/** Why what we write is not all in force, for IT; undefined where it is. */
export function chromiumObstacle(
  desired: DesiredBrowserState,
  values: ChromiumValues,
  foreign: ForeignChromium,
): string | undefined {
  const [unread] = foreign.unread;
  if (unread !== undefined) return `another policy file, ${unread}, cannot be read, and could allow anything`;
  const merge = foreign.later['PolicyListMultipleSourceMergeList'];
  if (merge !== undefined) {
    const lists = stringsOf(merge);
    const lost = mergedLists.find(
      (list) =>
        values[list] !== undefined && foreign.set.has(list) && !lists.includes(list) && !lists.includes('*'),
    );
    if (lost !== undefined)
      return `another policy file, later in the alphabet, does not let ${lost} be merged`;
  }
  const overruled = Object.keys(values).find(
    (name) => !Array.isArray(values[name]) && name in foreign.later && foreign.later[name] !== values[name],
  );
  if (overruled !== undefined) return `another policy file, later in the alphabet, sets ${overruled}`;
  if (foreign.extensions.includes(desired.extension.chromium.id))
    return 'another policy file has its own ExtensionSettings for the Portvakt extension';
  const [opened] = openedBy(foreign.allowed.map(filterHost), cleanBlockList(desired.block));
  return opened === undefined ? undefined : `another policy file allows ${opened}, which is blocked`;
}

function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  const errors: ParseError[] = [];
  try {
    const value: unknown = parse(text.replace(/^\uFEFF/, ''), errors, { allowTrailingComma: true });
    return errors.length > 0 ? undefined : recordOf(value);
  } catch (error) {
    // Nested without end: Chromium takes no more than 200 levels either.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const stringsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];

const recordOf = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  isRecord(value) ? value : undefined;

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
