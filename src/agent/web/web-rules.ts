import type { DesiredBrowserState } from '#platform/browser-policy/port.ts';
import { webRuling, type Ruling } from '#policy/decide.ts';
import type { DecideInput } from '#policy/decide-input.ts';
import { compareEffects } from '#policy/effect-order.ts';
import type { EffectiveBan } from '#policy/effective.ts';
import type { Effect } from '#policy/ban.ts';
import { canary } from '#policy/proof.ts';
import type { WebTargetList } from '#protocol/browser-agent.ts';
import type { WebCatalogue, WebThing } from './web-catalogue.ts';

export type WebInput = Omit<DecideInput, 'facts' | 'ownPaths'>;

/** A ban that reaches something in browsers, and what. */
export type WebBan = { readonly effective: EffectiveBan; readonly things: readonly WebThing[] };

export type ActingRuling = Ruling & { readonly effect: Effect };

/** What one ban does about one app for one account. Of several bans the strictest speaks. */
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
  const found = new Map<string, WebDecision>();
  for (const { effective, things } of bans) {
    const ruling = webRuling(effective, account, input);
    if (!acts(ruling)) continue;
    for (const thing of things) keepStricter(found, { ...thing, effective, ruling });
  }
  return [...found.values()].toSorted((one, other) => compareText(nameOf(one), nameOf(other)));
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
 * In browsers the longest entry speaks, and of two that are equal the `except`. Bans are stricter than that: what one of them
 * blocks stays blocked, whatever another one excepts or only warns of. So an `except` is left out where another app's entries
 * cover it, as the extension, which asks each rule apart, does not heed it either.
 */
export function deviceBlock(everyone: readonly (readonly WebDecision[])[]): DesiredBrowserState['block'] {
  const [first = [], ...others] = everyone.map(
    (decisions) => new Map(decisions.filter(isBlocked).map((one) => [nameOf(one), one.pages] as const)),
  );
  const block = [...first].flatMap(([name, pages]) => (others.every((one) => one.has(name)) ? [pages] : []));
  const covers = block.map(coverOf);
  return {
    domains: sorted(block.flatMap((list) => list.domains)),
    hosts: sorted([...block.flatMap((list) => list.hosts), canary.host]),
    paths: sorted(block.flatMap((list) => list.paths)),
    except: sorted(block.flatMap((list) => list.except).filter((host) => !covers.some((by) => by(host)))),
  };
}

/** Whether a list covers a host and everything below it, as far as the list itself says. */
function coverOf({ domains, except, hosts }: WebTargetList): (host: string) => boolean {
  const entries = new Map<string, boolean>();
  for (const domain of domains) entries.set(domain, true);
  for (const domain of except) entries.set(domain, false);
  const single = new Set(hosts);
  return (host) => {
    if (single.has(host)) return true;
    for (const domain of domainsOf(host)) {
      const covered = entries.get(domain);
      if (covered !== undefined) return covered;
    }
    return false;
  };
}

const isBlocked = ({ ruling }: WebDecision): boolean => ruling.effect === 'block';

/** The host itself and what is above it, longest first. */
function* domainsOf(host: string): Generator<string> {
  for (let rest = host; ; rest = rest.slice(rest.indexOf('.') + 1)) {
    yield rest;
    if (!rest.includes('.')) return;
  }
}

const compareText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
const sorted = (values: Iterable<string>): readonly string[] => [...new Set(values)].toSorted();
