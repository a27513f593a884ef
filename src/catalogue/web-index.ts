import type { Confidence } from '#policy/evidence.ts';
import type { App } from './app.ts';
import type { Rule, Slot } from './rule.ts';
import { trustOfConfidence } from './weight.ts';

type WebEntry = {
  /** As evidence of a page, and as evidence of an installed web app that starts there. */
  readonly page: Slot;
  readonly installed: Slot;
  readonly app: number;
  readonly below: boolean;
  readonly path: string | undefined;
};

/** Hosts of web clients, by host name; the longest entry that covers a host speaks for it. */
export type WebIndex = {
  readonly entries: ReadonlyMap<string, readonly WebEntry[]>;
  /** Hosts which, with those below, are not the app although a shorter entry covers them. */
  readonly never: ReadonlyMap<string, readonly number[]>;
};

export const buildWebIndex = (apps: readonly App[]): WebIndex => {
  const entries = new Map<string, WebEntry[]>();
  const never = new Map<string, number[]>();
  for (const [app, { web }] of apps.entries()) {
    for (const domain of web?.domains ?? [])
      put(entries, domain.value, entryOf(app, domain, true, undefined));
    for (const host of web?.hosts ?? [])
      put(entries, host.value, entryOf(app, host, host.subdomains ?? false, host.path));
    for (const host of web?.neverBlock ?? []) put(never, host, app);
  }
  return { entries, never };
};

const put = <T>(lists: Map<string, T[]>, key: string, value: T): void => {
  const list = lists.get(key) ?? [];
  list.push(value);
  lists.set(key, list);
};

type Claim = {
  readonly value: string;
  readonly scope?: 'generic';
  readonly confidence: Confidence;
  readonly source: readonly string[];
};

const entryOf = (app: number, claim: Claim, below: boolean, path: string | undefined): WebEntry => {
  const page: Rule = {
    app,
    evidence: { kind: 'web-host', value: claim.value + (path ?? '') },
    channel: 'web',
    confidence: claim.confidence,
    group: 'identifying',
    alone: claim.scope === undefined,
    trust: trustOfConfidence[claim.confidence],
    sources: claim.source,
    specificity: claim.value.length + (path?.length ?? 0),
  };
  const slot = (rule: Rule): Slot => ({ rules: [rule], excludes: [] });
  return { page: slot(page), installed: slot({ ...page, channel: 'pwa' }), app, below, path };
};

/** What a host (of a page) or a start URL (of an installed web app) means. */
export const lookUpWeb = (
  index: WebIndex,
  host: string,
  startPath: string | undefined,
): Slot[] | undefined => {
  let found: Slot[] | undefined;
  let ruledOut: number[] | undefined;
  for (let name = host; name.includes('.'); name = name.slice(name.indexOf('.') + 1)) {
    for (const entry of index.entries.get(name) ?? none) {
      if (!entry.below && name.length !== host.length) continue;
      if (entry.path !== undefined && startPath?.startsWith(entry.path) !== true) continue;
      if (ruledOut?.includes(entry.app) === true) continue;
      (found ??= []).push(startPath === undefined ? entry.page : entry.installed);
    }
    const never = index.never.get(name);
    if (never !== undefined) (ruledOut ??= []).push(...never);
  }
  return found;
};

const none: readonly WebEntry[] = [];

/** Host and path of an https or http URL; undefined for anything else. */
export const splitUrl = (url: string): { readonly host: string; readonly path: string } | undefined => {
  const parts = /^https?:\/\/([^/?#:@]+)(?::\d+)?(\/[^?#]*)?/i.exec(url);
  const host = parts?.[1];
  return host === undefined ? undefined : { host: host.toLowerCase(), path: parts?.[2] ?? '/' };
};
