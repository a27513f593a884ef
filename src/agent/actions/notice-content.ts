import type { NoticeContent } from '#agent/notices/port.ts';
import type { App } from '#catalogue/app.ts';
import type { Decision } from '#policy/decision.ts';
import type { EffectiveBan, EffectivePolicy } from '#policy/effective.ts';
import type { DeviceFacts } from '#policy/facts.ts';
import type { Texts } from '#policy/primitives.ts';

export type ContentParts = {
  readonly policy: EffectivePolicy;
  readonly os: DeviceFacts['os'];
  readonly appOf: (id: string) => App | undefined;
  /** Signed time. */
  readonly now: number;
};

/** What a notice about this decision says, apart from the product's own words. Undefined where the ban is no more. */
export function noticeContent(
  decision: Pick<Decision, 'ban' | 'app'>,
  parts: ContentParts,
): NoticeContent | undefined {
  const effective = parts.policy.bans.find(({ ban }) => ban.id === decision.ban);
  if (effective === undefined) return undefined;
  const { ban } = effective;
  const { organisation } = parts.policy;
  const app = decision.app === undefined ? undefined : parts.appOf(decision.app);
  const data = app === undefined ? undefined : dataDestroyed(app, parts.os);
  return {
    appName: appNameOf(effective, decision.app, parts.appOf),
    why: present(ban.notice.why),
    ...(ban.notice.instead === undefined ? {} : { instead: present(ban.notice.instead) }),
    furtherReading: ban.notice.furtherReading ?? [],
    basis: ban.basis,
    // Nobody is told of a day to come that is past.
    ...(ban.review < parts.policy.zone.dayOf(parts.now) ? {} : { review: ban.review }),
    organisation: organisation.name,
    contact: contactOf(organisation.contact),
    mayAsk: mayAsk(effective, parts.policy),
    removal: ban.removal,
    ...(data === undefined ? {} : { removesData: data }),
  };
}

/** Whether a person on this device may ask for an exemption, by the terms that the organisation signed. */
export function mayAsk(effective: EffectiveBan, policy: EffectivePolicy): boolean {
  const terms = effective.ban.exemptions;
  return (
    terms.allowed &&
    policy.organisation.limits.exemptions &&
    (terms.classes === undefined || terms.classes.includes(policy.class))
  );
}

/** Longest period that may be asked for, where one may ask and the ban says one. */
export function longestDaysOf(
  effective: EffectiveBan,
  policy: EffectivePolicy,
): { readonly longestDays?: number } {
  const { longestDays } = effective.ban.exemptions;
  return longestDays === undefined || !mayAsk(effective, policy) ? {} : { longestDays };
}

export function appNameOf(
  effective: EffectiveBan,
  app: string | undefined,
  appOf: (id: string) => App | undefined,
): string {
  const id = app ?? effective.ban.apps?.[0];
  // The catalogue says in brackets what an entry comprises; people know the name before them.
  const name = id === undefined ? undefined : (appOf(id)?.name.replace(/ \(.*\)$/, '') ?? id);
  return (name ?? effective.ban.matcher?.name ?? effective.ban.id).slice(0, 300);
}

export function contactOf(contact: {
  readonly name: string;
  readonly mail?: string;
  readonly phone?: string;
}): string {
  return [contact.name, contact.mail, contact.phone]
    .filter((part) => part !== undefined)
    .join(', ')
    .slice(0, 300);
}

const systems = { linux: 'linux', win32: 'windows', darwin: 'macos' } as const;

function dataDestroyed(app: App, os: DeviceFacts['os']): string | undefined {
  const kinds = (app.data ?? [])
    .filter(({ platform, fate }) => platform === systems[os] && fate === 'destroyed')
    .flatMap(({ holds }) => holds);
  return kinds.length === 0 ? undefined : [...new Set(kinds)].join(', ').slice(0, 300);
}

export const present = (texts: Texts): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).filter((pair): pair is [string, string] => pair[1] !== undefined));
