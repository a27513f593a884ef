import { appNameOf, contactOf, longestDaysOf, mayAsk, present } from '#agent/actions/notice-content.ts';
import type { Membership } from '#agent/enrolment/membership.ts';
import type { LinkStatus } from '#agent/intake/link.ts';
import type { App } from '#catalogue/app.ts';
import type { GuardState } from '#platform/exec-guard/port.ts';
import type { Processes } from '#platform/processes/port.ts';
import type { Ruling } from '#policy/decide.ts';
import type { Decision } from '#policy/decision.ts';
import { compareEffects } from '#policy/effect-order.ts';
import type { EffectiveBan } from '#policy/effective.ts';
import { exemptionInForce, loweredInForce, mayUseCode } from '#policy/exemption-in-force.ts';
import type { DeviceClass } from '#policy/facts.ts';
import type { BrowserCoverage, Truth } from '#policy/proof.ts';
import type { AgentStatus } from '#protocol/tray-agent.ts';
import type { Picture, PolicyInForce } from './cycle-parts.ts';
import type { RecentFault } from './faults.ts';
import { agentVersion } from './version.ts';

export type StatusParts = {
  readonly mode: 'system' | 'user';
  readonly membership: Membership | undefined;
  readonly server: string;
  readonly link: LinkStatus;
  readonly class: DeviceClass;
  readonly inForce: PolicyInForce | undefined;
  readonly appliedAt: number | undefined;
  readonly picture: Picture | undefined;
  readonly truth: readonly Truth[];
  /** What bans do about web clients for the account that is asked about; empty where there is no web guard. */
  readonly webRulings: (account: string) => ReadonlyMap<string, Ruling>;
  /** Undefined where no ban acts on web clients. */
  readonly browsers: readonly BrowserCoverage[] | undefined;
  /** Signed time. */
  readonly now: number;
  readonly watch: Processes['source'];
  /** Undefined where there is none. */
  readonly guard: GuardState | undefined;
  readonly waitingEvents: number;
  readonly faults: readonly RecentFault[];
  readonly appOf: (id: string) => App | undefined;
};

/** What the tray and `portvakt status` show; `account` sees what concerns it and everybody. */
export function agentStatus(parts: StatusParts, account: string | undefined): AgentStatus {
  const { inForce, link, membership, picture, watch } = parts;
  const organisation = inForce?.policy.organisation;
  return {
    agentVersion,
    mode: parts.mode,
    state: stateOf(membership),
    server: {
      address: parts.server === '' ? '-' : parts.server,
      connected: link.connected,
      ...(link.connected || link.why === undefined || link.why === '' ? {} : { why: link.why.slice(0, 300) }),
      ...(link.lastContact === undefined ? {} : { lastContact: link.lastContact }),
    },
    ...(organisation === undefined
      ? {}
      : {
          organisation: {
            id: organisation.id,
            name: organisation.name,
            contact: organisation.contact.mail ?? organisation.contact.name,
            ...(organisation.contact.phone === undefined ? {} : { phone: organisation.contact.phone }),
            ...(organisation.legalBasis === undefined
              ? {}
              : { legalBasis: present(organisation.legalBasis) }),
            ...(organisation.dataProtection === undefined
              ? {}
              : { dataProtection: contactOf(organisation.dataProtection) }),
          },
        }),
    ...(membership === undefined ? {} : { device: membership.device }),
    class: parts.class,
    ...(inForce === undefined ? {} : { unit: inForce.policy.unit }),
    release: inForce?.policy.release ?? 0,
    ...(parts.appliedAt === undefined ? {} : { releaseAppliedAt: parts.appliedAt }),
    watch:
      watch.kind === 'announced' ? { kind: 'announced' } : { kind: 'swept', why: watch.why.slice(0, 300) },
    ...(parts.guard === undefined ? {} : { guard: guardOf(parts.guard) }),
    counts: {
      installed: picture?.installed ?? 0,
      running: picture?.running ?? 0,
      bans: inForce?.policy.bans.filter(({ forThisDevice }) => forThisDevice).length ?? 0,
      waitingEvents: parts.waitingEvents,
    },
    bans: inForce === undefined ? [] : bansOf(inForce, parts, account),
    ...(parts.browsers === undefined ? {} : { browsers: [...parts.browsers] }),
    faults: parts.faults.map(({ at, code, detail }) => ({ at, code, detail })),
  };
}

function guardOf(state: GuardState): NonNullable<AgentStatus['guard']> {
  const { kind } = state;
  if (kind === 'off') return { kind };
  return kind === 'guarding'
    ? { kind, unguarded: state.unguarded.map((one) => one.slice(0, 100)).slice(0, 50) }
    : { kind, why: state.why.slice(0, 300) };
}

function stateOf(membership: Membership | undefined): AgentStatus['state'] {
  if (membership === undefined) return 'waiting-for-organisation';
  if (membership.standing === 'revoked') return 'device-revoked';
  return membership.standing;
}

function bansOf(
  inForce: PolicyInForce,
  { appOf, now, picture, truth, webRulings }: StatusParts,
  account: string | undefined,
): AgentStatus['bans'] {
  const web = account === undefined ? new Map<string, Ruling>() : webRulings(account);
  const standings = new Map(picture?.decisions.standings.map((one) => [one.ban, one] as const));
  return inForce.policy.bans
    .filter(({ forThisDevice }) => forThisDevice)
    .map((effective) => {
      const { ban } = effective;
      const standing = standings.get(ban.id);
      const mine = strictestFor(picture?.decisions.all ?? [], ban.id, account);
      const acting: Ruling | undefined = stricter(mine, web.get(ban.id)) ?? standing;
      const exemption = exemptionInForce(effective, account, { ...inForce, now });
      const code = loweredInForce(effective, account, { ...inForce, now });
      // What is judged for everybody on the PC does not act on who is exempt.
      const isExempt = exemption !== undefined && mine?.account === undefined;
      return {
        ban: ban.id,
        apps: namesOf(effective, appOf),
        effect: isExempt ? 'none' : (acting?.effect ?? 'none'),
        reason: isExempt ? 'exempt' : (acting?.reason ?? 'fact-unknown'),
        ...(isExempt || acting?.deadline === undefined ? {} : { deadline: acting.deadline }),
        ...(exemption === undefined ? {} : { exemptUntil: exemption.until }),
        ...(code === undefined ? {} : { codeUntil: code.until }),
        ...(mayUseCode(effective, inForce.policy) ? { mayUseCode: true as const } : {}),
        mayAsk: mayAsk(effective, inForce.policy),
        ...longestDaysOf(effective, inForce.policy),
        found: mine !== undefined,
        basis: ban.basis,
        truth: truth.filter((one) => one.ban === ban.id),
      };
    });
}

/** Of what was found and of the web client, of which nothing is ever found: the stricter; of two that are equal the one that ends sooner. */
function stricter(found: Ruling | undefined, web: Ruling | undefined): Ruling | undefined {
  if (found === undefined || web === undefined) return found ?? web;
  const order = compareEffects(found.effect, web.effect);
  if (order !== 0) return order > 0 ? found : web;
  return (web.deadline ?? Infinity) < (found.deadline ?? Infinity) ? web : found;
}

/** What of a ban concerns this account most. */
export function strictestFor(
  all: readonly Decision[],
  ban: string,
  account: string | undefined,
): Decision | undefined {
  return all
    .filter((one) => one.ban === ban && (one.account === undefined || one.account === account))
    .reduce<Decision | undefined>(
      (best, one) => (best === undefined || compareEffects(one.effect, best.effect) > 0 ? one : best),
      undefined,
    );
}

function namesOf(effective: EffectiveBan, appOf: StatusParts['appOf']): string[] {
  const { apps, matcher } = effective.ban;
  const names = (apps ?? []).map((app) => appNameOf(effective, app, appOf));
  return matcher === undefined ? names : [...names, matcher.name];
}
