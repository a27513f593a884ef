import type { ActionHistory } from '#agent/actions/history.ts';
import { coarse, hitOf } from '#agent/actions/hit.ts';
import { noticeContent } from '#agent/actions/notice-content.ts';
import { endsSoonMs } from '#agent/facts/next-change.ts';
import type { Decision } from '#policy/decision.ts';
import { hitKey, noticeKey, type PlannedNoticeKind } from '#policy/step.ts';
import type { Effect } from '#policy/ban.ts';
import type { TruthLevel } from '#policy/proof.ts';
import type { Hit } from '#protocol/event.ts';
import type { CycleParts, PolicyInForce } from './cycle-parts.ts';
import type { NewNotice, NoticeContent } from './notices/port.ts';
import type { Gone, Removed } from './removals.ts';

/** A hit leaves the PC at the latest so long after it happened, seen or not. */
const holdMs = 86_400_000;

/** A page of a web client that a person met; the words stood in the page. */
export type WebMet = {
  readonly account: string;
  readonly ban: string;
  readonly app: string | undefined;
  /** What the page was. */
  readonly effect: Effect;
  /** What the ban does by now, and until when not more than that. */
  readonly deadline: number | undefined;
  readonly action: 'shown' | 'continued';
  readonly count: number;
  /** Signed time, epoch ms. */
  readonly at: number;
  /** What really held the page off, where it was one of a block. */
  readonly level: TruthLevel;
};

/** Tells the person, by a notice, and IT, by an event. Each call belongs into the transaction of the step that it tells of. */
export interface Telling {
  /** False where the ban is no more, so that there is nothing to say. */
  post(
    kind: NewNotice['kind'],
    decision: Pick<Decision, 'ban' | 'app' | 'account' | 'effect' | 'deadline'>,
    more?: { readonly closesAt?: number; readonly times?: number },
  ): boolean;
  /** Of a ban that may be no more: what it said is known from an earlier notice. */
  postLifted(
    about: { readonly ban: string; readonly app?: string; readonly account: string },
    content: NoticeContent,
  ): void;
  /**
   * A first hit becomes an event that waits for the person to have seen the notice; later ones are counted. `level`: what was
   * achieved, where it is more than the action says; `times`: hits that this report stands for, 1 if it is not said.
   */
  report(
    decision: Decision,
    action: Hit['action'],
    notice: PlannedNoticeKind,
    how?: { readonly level?: TruthLevel; readonly times?: number },
  ): void;
  /** Lists what the person met in a browser, as shown; a hit of it becomes an event at once, or is counted. */
  web(met: WebMet, origin: Decision['origin']): void;
  /** IT is told of each installation that is gone; the person not as long as another one of the app is left. */
  removed(removed: Removed, isLeft: boolean): void;
  /** For the person alone, unless that was told within a day. */
  removedForPerson(gone: Gone): void;
  /** The day before an exemption ends, once. */
  endingExemptions(inForce: PolicyInForce): void;
}

export function createTelling(parts: CycleParts, history: ActionHistory): Telling {
  const { catalogue, journal, notices, now, os } = parts;
  const appOf = (id: string) => catalogue.apps[catalogue.ids.indexOf(id)];
  const waitFor = (toSee: string): { noticeKey: string; until: number } | undefined =>
    (notices.records().get(toSee)?.shown ?? 0) > 0 ? undefined : { noticeKey: toSee, until: now() + holdMs };

  const dayOf = (instant: number): string =>
    parts.policyIn()?.policy.zone.dayOf(instant) ?? new Date(instant).toISOString().slice(0, 10);
  const repeat = ({ account, ban, channel }: Hit, times = 1): void => {
    const day = dayOf(now());
    if (times > 0)
      journal.countRepeat({ ban, channel, day, times, ...(account === undefined ? {} : { account }) });
  };

  const post: Telling['post'] = (kind, decision, more = {}) => {
    const policy = parts.policyIn()?.policy;
    const content = policy && noticeContent(decision, { policy, os, appOf, now: now() });
    if (content === undefined) return false;
    notices.post({
      key: `${decision.ban} ${decision.account ?? '*'} ${kind}`,
      kind,
      ...(decision.account === undefined ? {} : { account: decision.account }),
      decision,
      content,
      at: now(),
      ...more,
    });
    return true;
  };

  return {
    post,
    postLifted: ({ account, app, ban }, content) =>
      void notices.post({
        key: noticeKey(ban, account, 'lifted'),
        kind: 'lifted',
        account,
        decision: { ban, effect: 'none', ...(app === undefined ? {} : { app }) },
        content,
        at: now(),
      }),
    report: (decision, action, notice, { level, times = 1 } = {}) => {
      const policy = parts.policyIn()?.policy;
      const key = hitKey(decision, action);
      const hit = hitOf(decision, action, { now: now(), class: policy?.class ?? 'private' }, level);
      const isFirst = !history.hits.has(key);
      if (isFirst) {
        journal.record(hit, waitFor(noticeKey(decision.ban, decision.account, notice)));
        history.markHit(key, decision.ban);
      }
      repeat(hit, isFirst ? times - 1 : times);
    },
    web: (met, origin) => {
      const policy = parts.policyIn()?.policy;
      const decision = webDecision(met, origin);
      const kind = met.effect === 'inform' ? 'inform' : 'web';
      const key = noticeKey(met.ban, met.account, kind);
      const told = policy && noticeContent(decision, { policy, os, appOf, now: now() });
      if (policy === undefined || told === undefined) return;
      // A page that was opened does not mean that the app is on this PC.
      const { removesData: _, ...content } = { ...told, removal: 'none' as const };
      // Going on is what follows the page: one notice tells of both.
      if (met.action === 'shown' || !notices.records().has(key))
        notices.post({ key, kind, account: met.account, decision, content, at: met.at, wasSeen: true });
      if (met.effect === 'inform' || policy.class === 'private') return;
      const action = met.action === 'continued' ? 'continued' : met.effect === 'block' ? 'stopped' : 'warned';
      const hit = {
        ...hitOf(
          decision,
          action,
          { now: met.at, class: policy.class },
          action === 'stopped' ? met.level : undefined,
        ),
        evidence: [{ kind: 'web-host' as const }],
      };
      const first = hitKey(decision, action);
      const isFirst = !history.hits.has(first);
      if (isFirst) {
        journal.record(hit);
        history.markHit(first, met.ban);
      }
      repeat(hit, isFirst ? met.count - 1 : met.count);
    },
    /** It waits for the same notice as the hit that it answers, so that it never tells of that hit first. */
    removed: ({ account, app, ban, verified }, isLeft) => {
      const body = { type: 'removed', ban, app, at: coarse(now()), verified } as const;
      journal.record(body, waitFor(noticeKey(ban, account, 'warn')));
      if (!isLeft)
        post('removed', { ban, app, effect: 'none', ...(account === undefined ? {} : { account }) });
    },
    removedForPerson: ({ account, app, ban }) => {
      const told = [account, '*'].map((who) => notices.records().get(`${ban} ${who} removed`)?.lastAt ?? 0);
      if (Math.max(...told) > now() - holdMs) return;
      post('removed', { ban, account, effect: 'none', ...(app === undefined ? {} : { app }) });
    },
    endingExemptions: ({ exemptions }) => {
      for (const { account, ban, from, lowersTo, until } of exemptions) {
        const left = until - now();
        if (lowersTo !== undefined) continue;
        if (account === undefined || left <= 0 || left > endsSoonMs || until - from <= 2 * endsSoonMs)
          continue;
        const told = notices.records().get(noticeKey(ban, account, 'exemption-ends-soon'));
        if (told !== undefined && told.lastAt >= until - endsSoonMs) continue;
        post('exemption-ends-soon', { ban, account, effect: 'block', deadline: until });
      }
    },
  };
}

const webDecision = (met: WebMet, origin: Decision['origin']): Decision => ({
  ban: met.ban,
  ...(met.app === undefined ? {} : { app: met.app }),
  subject: 'web',
  subjectKind: 'running',
  account: met.account,
  channel: 'web',
  evidence: [],
  confidence: 'primary',
  effect: met.effect,
  effectLater: met.effect,
  reason: met.effect === 'block' ? 'blocked' : 'warned',
  origin,
  ...(met.deadline === undefined || met.effect !== 'warn' ? {} : { deadline: met.deadline }),
});
