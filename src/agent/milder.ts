import type { Decision, Decisions, Standing } from '#policy/decision.ts';
import { noticeKey } from '#policy/step.ts';
import type { Notice } from '#protocol/notice.ts';
import type { CycleParts } from './cycle-parts.ts';
import type { NoticeContent } from './notices/port.ts';
import { peopleOf } from './people.ts';
import type { Telling } from './telling.ts';

/** Notices that told a person of something that they may not do. */
const pressing = ['warn', 'closing', 'block', 'web'] as const;

/** Tells people that a ban acts less than they were told: it passed its review date, or it acts no more. Each once. */
export interface Milder {
  /** Comes before the plan of the same decisions, so that the plan finds what was told. */
  look(decisions: Pick<Decisions, 'all' | 'standings'>): void;
}

export function createMilder(parts: CycleParts, telling: Telling): Milder {
  const { notices, sessions, state } = parts;
  state.migrate('milder', [
    'CREATE TABLE review_passed (ban TEXT PRIMARY KEY, effect TEXT NOT NULL) WITHOUT ROWID',
  ]);
  const { db } = state;
  const passed = new Map(
    db
      .prepare('SELECT ban, effect FROM review_passed')
      .all()
      .map((row) => [String(row['ban']), String(row['effect'])] as const),
  );

  const tellReview = (ban: string, effect: string, all: readonly Decision[]): void => {
    if (passed.get(ban) === effect) return;
    const affected = new Map(
      all.flatMap((one) =>
        one.ban === ban && one.reason === 'review-passed' ? [[one.account, one] as const] : [],
      ),
    );
    state.transaction(() => {
      db.prepare('INSERT OR REPLACE INTO review_passed (ban, effect) VALUES (?, ?)').run(ban, effect);
      for (const decision of affected.values())
        if (decision.effect !== 'none') telling.post(decision.effect, decision);
    });
    passed.set(ban, effect);
  };
  const forgetReview = (ban: string): void => {
    db.prepare('DELETE FROM review_passed WHERE ban = ?').run(ban);
    passed.delete(ban);
  };
  const tellLifted = (account: string, standing: (ban: string) => Standing | undefined): void => {
    const records = notices.records();
    const lastTold = (ban: string): number =>
      Math.max(
        ...[account, undefined].flatMap((whose) =>
          pressing.map((kind) => records.get(noticeKey(ban, whose, kind))?.lastAt ?? 0),
        ),
      );
    const seen = new Set<string>();
    for (const notice of notices.list(account)) {
      const { app, ban, kind } = notice;
      if (!pressing.some((one) => one === kind) || seen.has(ban) || !isOver(standing(ban))) continue;
      seen.add(ban);
      const before = records.get(noticeKey(ban, account, 'lifted'));
      if (before !== undefined && before.lastAt >= lastTold(ban)) continue;
      telling.postLifted({ ban, account, ...(app === undefined ? {} : { app }) }, contentOf(notice));
    }
  };

  return {
    look: ({ all, standings }) => {
      const byBan = new Map(standings.map((one) => [one.ban, one] as const));
      for (const { ban, effect, reason } of standings)
        if (reason === 'review-passed' && effect !== 'none') tellReview(ban, effect, all);
      for (const ban of passed.keys()) if (!isPassed(byBan.get(ban))) forgetReview(ban);
      for (const { name } of peopleOf(sessions)) tellLifted(name, (ban) => byBan.get(ban));
    },
  };
}

/** An exemption or a pause of the whole device hides the review date and does not move it. */
function isPassed(standing: Standing | undefined): boolean {
  return standing !== undefined && ['review-passed', 'exempt', 'paused'].includes(standing.reason);
}

/** For good, as far as can be known: not merely exempt or paused, and not unreadable. */
function isOver(standing: Standing | undefined): boolean {
  if (standing === undefined) return true;
  const { effect, reason } = standing;
  return (
    reason === 'declined' ||
    reason === 'not-for-this-device' ||
    (reason === 'review-passed' && effect === 'none')
  );
}

/** The ban may be no more; what it said is in the notice. There is nothing left to ask for or to remove. */
function contentOf(notice: Notice): NoticeContent {
  const { appName, basis, contact, furtherReading, organisation, why } = notice;
  return { appName, basis, contact, furtherReading, organisation, why, mayAsk: false, removal: 'none' };
}
