import type { App } from '#catalogue/app.ts';
import type { Pause } from '#policy/assignment.ts';
import type { GraceRecord } from '#policy/decide-input.ts';
import type { EffectiveBan, EffectivePolicy } from '#policy/effective.ts';
import type { ActingExemption } from '#policy/exemption.ts';
import type { DeviceFacts, InstalledSubject } from '#policy/facts.ts';
import { matchInline } from '#policy/inline-matcher.ts';

/** Somebody whose programs are judged by name, and by what lies in the home folder. */
export type GuardAccount = { readonly name: string; readonly uid: number; readonly home: string };

/** A program that was started as the argument of its loader, and by whom. */
export type LoadedStart = { readonly path: string; readonly uid: number };

/**
 * Everything that the judge of starts needs, as a value that the structured clone takes. Two that differ in nothing but `now`
 * mean the same.
 */
export type GuardBasis = {
  /** The policy in force; its zone, which holds functions, is made anew from the organisation's calendar. */
  readonly policy: Omit<EffectivePolicy, 'zone'>;
  readonly exemptions: readonly ActingExemption[];
  readonly pauses: readonly Pause[];
  readonly grace: readonly GraceRecord[];
  /** Those that can bear on a start (`bearingOnStarts`); undefined where the installed programs are not known. */
  readonly installed: readonly InstalledSubject[] | undefined;
  /** `Sessions.accounts()`. */
  readonly accounts: readonly GuardAccount[];
  /** Programs that their dynamic loader ran, about which nobody was asked: ended then, and to be refused from now on. */
  readonly loaded?: readonly LoadedStart[];
  readonly os: DeviceFacts['os'];
  readonly ownPaths: readonly string[];
  /** Entries of the catalogue as it stands that are not built in: checked, as `LiveCatalogue.apps` has them. */
  readonly apps: readonly App[];
  /** Another number where launchers or packages changed on this PC: what was said of files is asked anew. */
  readonly inventoryRevision: number;
  /** Signed time at which a decision may be another one although nothing happened (`nextChange`): then this is sent anew. */
  readonly standsUntil: number | undefined;
  /** Signed time when it was sent, epoch ms. */
  readonly now: number;
};

/** Whether the ban can stop a program on this PC, some day. */
export const stops = ({ allowed, forThisDevice }: EffectiveBan): boolean =>
  allowed === 'block' && forThisDevice;

/**
 * The installed programs that say whether an app was here before a ban that has grace, or where a program lies that is not to start: all
 * others are of no use to the judge.
 */
export const bearingOnStarts = (
  { bans }: Pick<EffectivePolicy, 'bans'>,
  installed: readonly InstalledSubject[],
): readonly InstalledSubject[] => {
  const telling = bans.filter((one) => one.ban.grace !== undefined || stops(one));
  const apps = new Set(telling.flatMap(({ ban }) => ban.apps ?? []));
  const matchers = telling.flatMap(({ ban }) => ban.matcher ?? []);
  return installed.filter(
    ({ evidence, matches }) =>
      matches.some(({ app, forkOf }) => apps.has(app) || (forkOf !== undefined && apps.has(forkOf))) ||
      matchers.some((matcher) => matchInline(matcher, evidence) !== undefined),
  );
};
