import type { DesiredBrowserState } from '#platform/browser-policy/port.ts';
import { webRuling, type Ruling } from '#policy/decide.ts';
import type { DecideInput } from '#policy/decide-input.ts';
import { compareEffects, type EffectiveBan } from '#policy/effective.ts';
import type { Effect } from '#policy/ban.ts';
import { canary } from '#policy/proof.ts';
import type { WebTargetList } from '#protocol/browser-agent.ts';
import type { WebCatalogue, WebThing } from './web-catalogue.ts';

export type WebInput = Omit<DecideInput, 'facts' | 'ownPaths'>;

/** A ban that reaches something in browsers, and what. */
export type WebBan = { readonly effective: EffectiveBan; readonly things: readonly WebThing[] };

export type ActingRuling = Ruling & { readonly effect: Effect };

/** What one ban does about one app for one account. Of several bans the strictest speaks, for pages and web apps apart. */
export type WebDecision = WebThing & { readonly effective: EffectiveBan; readonly ruling: ActingRuling };

export const webBansOf = (input: Pick<WebInput, 'policy'>, catalogue: WebCatalogue): readonly WebBan[] =>
  input.policy.bans
    .map((effective) => ({ effective, things: catalogue.thingsOf(effective.ban) }))
    .filter(({ things }) => things.length > 0);

/** What acts in the browsers of one account now. Pure; sorted, so that the order of bans never matters. */
export function webDecisions(
  account: string,
  bans: readonly WebBan[],
  input: WebInput,
): readonly WebDecision[] {
  const pages = new Map<string, WebDecision>();
  const webApps = new Map<string, WebDecision>();
  for (const { effective, things } of bans) {
    const ruling = webRuling(effective, account, input);
    if (!acts(ruling)) continue;
    for (const thing of things) {
      const decision = { ...thing, effective, ruling };
      if (thing.pages !== undefined) keepStricter(pages, decision);
      if (thing.webApps.length > 0) keepStricter(webApps, decision);
    }
  }
  const winners = new Set([...pages.values(), ...webApps.values()]);
  return [...winners]
    .map((one) => ({
      ...one,
      pages: pages.get(nameOf(one)) === one ? one.pages : undefined,
      webApps: webApps.get(nameOf(one)) === one ? one.webApps : [],
    }))
    .toSorted((one, other) => compareText(nameOf(one), nameOf(other)) || rank(one, other));
}

const acts = (ruling: Ruling): ruling is ActingRuling => ruling.effect !== 'none';

function keepStricter(found: Map<string, WebDecision>, decision: WebDecision): void {
  const other = found.get(nameOf(decision));
  if (other === undefined || rank(decision, other) < 0) found.set(nameOf(decision), decision);
}

/** Rule 2 of the order of decision. */
const rank = (one: WebDecision, other: WebDecision): number =>
  compareEffects(other.ruling.effect, one.ruling.effect) ||
  (one.ruling.deadline ?? Infinity) - (other.ruling.deadline ?? Infinity) ||
  one.effective.distance - other.effective.distance ||
  compareText(one.effective.ban.id, other.effective.ban.id);

/** Things of two bans are the same where they are the same app; a matcher's own host is its ban's alone. */
const nameOf = ({ app, effective }: Pick<WebDecision, 'app' | 'effective'>): string =>
  app ?? `: ${effective.ban.id}`;

/**
 * What the browsers' own policy blocks: the pages that are blocked for every account given, since it knows no accounts, and
 * the canary.
 *
 * Where entries of several apps meet, the longest speaks, as in browsers: an `except` opens what a shorter entry covers and
 * loses to a longer one; of two that are equal the `except` wins. An app that is only warned of for somebody stays open below
 * a blocked domain, or its warning could never be seen.
 */
export function deviceBlock(everyone: readonly (readonly WebDecision[])[]): DesiredBrowserState['block'] {
  const blockedFor = (name: string): boolean =>
    everyone.every((decisions) =>
      decisions.some(
        (one) => nameOf(one) === name && one.pages !== undefined && one.ruling.effect === 'block',
      ),
    );
  const all = everyone.flat();
  const lists = (blocked: boolean): readonly WebTargetList[] =>
    all.flatMap((one) => (one.pages !== undefined && blockedFor(nameOf(one)) === blocked ? [one.pages] : []));
  const block = lists(true);
  const domains = sorted(block.flatMap((list) => list.domains));
  const isBelowBlocked = (host: string): boolean => domains.some((domain) => host.endsWith(`.${domain}`));
  const milder = lists(false).flatMap((list) => [...list.domains, ...list.hosts]);
  return {
    domains,
    hosts: sorted([...block.flatMap((list) => list.hosts), canary.host]),
    paths: sorted(block.flatMap((list) => list.paths)),
    except: sorted([...block.flatMap((list) => list.except), ...milder.filter(isBelowBlocked)]),
  };
}

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
const sorted = (values: readonly string[]): readonly string[] => [...new Set(values)].toSorted();
