import { createHash } from 'node:crypto';
import {
  browserMessageLimit,
  type RulesForBrowser,
  type WebRule,
  type WebTargetList,
} from '#protocol/browser-agent.ts';
import type { Static } from 'typebox';

export type RulesMessage = Static<typeof RulesForBrowser>;
export type RulesContent = Pick<
  RulesMessage,
  'rules' | 'continueMinutes' | 'canaryHost' | 'extensionVersion'
>;

/** Room for what is not the rules. */
const envelopeBytes = 2_000;
const rulesPerPart = 500;
const rulesBytes = browserMessageLimit - envelopeBytes;

/** The rules of one revision in as few messages as browsers take. A rule with very many hosts becomes several of the same ban and app. */
export function ruleMessages(content: RulesContent, revision: number): readonly RulesMessage[] {
  const parts: WebRule[][] = [[]];
  let bytes = 0;
  for (const rule of content.rules.flatMap(fitting)) {
    const size = bytesOf(rule) + 1;
    let part = parts.at(-1) ?? [];
    if (part.length > 0 && (bytes + size > rulesBytes || part.length >= rulesPerPart)) {
      part = [];
      parts.push(part);
      bytes = 0;
    }
    part.push(rule);
    bytes += size;
  }
  return parts.map((rules, at) => ({
    ...content,
    type: 'rules',
    revision,
    part: at + 1,
    parts: parts.length,
    rules,
  }));
}

const bytesOf = (rule: WebRule): number => Buffer.byteLength(JSON.stringify(rule));

/** Exceptions go with every piece: whichever covers an address, they open it. */
function fitting(rule: WebRule): readonly WebRule[] {
  if (bytesOf(rule) <= rulesBytes) return [rule];
  const [first, second] = halves(rule.targets);
  if (second === undefined) return [];
  return [
    { ...rule, targets: first },
    { ...rule, targets: second },
  ].flatMap(fitting);
}

function halves(targets: WebTargetList): readonly [WebTargetList, WebTargetList | undefined] {
  for (const kind of ['domains', 'hosts', 'paths'] as const) {
    const list = targets[kind];
    if (list.length < 2) continue;
    const middle = list.length >> 1;
    const empty = { domains: [], hosts: [], paths: [], except: targets.except };
    return [
      { ...targets, [kind]: list.slice(0, middle) },
      { ...empty, [kind]: list.slice(middle) },
    ];
  }
  return [targets, undefined];
}

/** Numbers contents: another number for another content, a higher one than any before, the same for the same. */
export class Revisions {
  readonly #known = new Map<string, number>();
  #last: number;

  /** `first` must lie above what an agent before this one gave out: the time in seconds does. */
  constructor(first: number) {
    this.#last = first;
  }

  of(content: RulesContent): number {
    const hash = createHash('sha256').update(JSON.stringify(content)).digest('base64');
    const before = this.#known.get(hash);
    if (before !== undefined) return before;
    this.#last += 1;
    this.#known.set(hash, this.#last);
    // Every account and language has its own contents, and each day other dates.
    const [oldest] = this.#known.keys();
    if (this.#known.size > contentsKept && oldest !== undefined) this.#known.delete(oldest);
    return this.#last;
  }
}
const contentsKept = 2_000;
