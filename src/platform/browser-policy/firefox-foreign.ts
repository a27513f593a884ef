import { getNodeValue, type Node } from 'jsonc-parser';
import { strictTree, valueOf } from './json-additions.ts';
import type { DesiredBrowserState } from './port.ts';
import { cleanBlockList, openedBy, patternHost } from './url-filter.ts';

/** What the company's own `policies.json` says about the same things; match patterns. */
export type ForeignFirefox = { readonly blocked: readonly string[]; readonly opened: readonly string[] };

/** Of the text without our entries; nothing where it is no JSON, which Firefox takes nothing from. */
export function foreignFirefox(text: string | undefined): ForeignFirefox {
  const tree = text === undefined ? undefined : strictTree(text);
  const strings = (list: string): readonly string[] => {
    let node: Node | undefined = tree;
    for (const key of ['policies', 'WebsiteFilter', list])
      node = node === undefined ? undefined : valueOf(node, key);
    const value: unknown = node?.type === 'array' ? getNodeValue(node) : [];
    return Array.isArray(value) ? value.filter((entry): entry is string => typeof entry === 'string') : [];
  };
  return { blocked: strings('Block'), opened: strings('Exceptions') };
}

/** Why what we write is not all in force, for IT; undefined where it is. */
export function firefoxObstacle(desired: DesiredBrowserState, foreign: ForeignFirefox): string | undefined {
  const [opened] = openedBy(foreign.opened.map(patternHost), cleanBlockList(desired.block));
  if (opened !== undefined) return `the company's own policies.json excepts ${opened}, which is blocked`;
  return foreign.opened.some((pattern) => patternHost(pattern) === '*')
    ? 'the company’s own policies.json excepts every page'
    : undefined;
}
