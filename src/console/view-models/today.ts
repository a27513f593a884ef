import type { ResponseOf } from '#protocol/console-server.ts';

type Overview = ResponseOf<'getOverview'>;

/** One thing that waits for somebody, and where to do it. The urgent come first. */
export type Task =
  | { readonly kind: 'halted'; readonly version: number }
  | {
      readonly kind: 'review-passed' | 'review-due';
      readonly ban: string;
      readonly unit: string;
      readonly days: number;
    }
  | { readonly kind: 'retention' }
  | {
      readonly kind: 'requests' | 'half' | 'drafts' | 'packs' | 'awaiting' | 'expiring' | 'silent';
      readonly count: number;
    };

/** What needs somebody today, of all that the overview tells. */
export function tasksToday(overview: Overview): readonly Task[] {
  const counted: readonly Extract<Task, { readonly count: number }>[] = [
    { kind: 'requests', count: overview.requestsWaiting },
    { kind: 'half', count: overview.halfApproved },
    { kind: 'drafts', count: overview.draftsInReview },
    { kind: 'packs', count: overview.packsHeld },
    { kind: 'awaiting', count: overview.awaitingApproval },
    { kind: 'expiring', count: overview.expiringSoon },
    { kind: 'silent', count: overview.silent },
  ];
  return [
    ...(overview.rolloutHalted === undefined
      ? []
      : [{ kind: 'halted', version: overview.rolloutHalted } as const]),
    ...overview.reviewsDue.map(({ ban, unit, reviewInDays }) =>
      reviewInDays < 0
        ? ({ kind: 'review-passed', ban, unit, days: -reviewInDays } as const)
        : ({ kind: 'review-due', ban, unit, days: reviewInDays } as const),
    ),
    ...counted.filter(({ count }) => count > 0),
    ...(overview.retention.ok ? [] : [{ kind: 'retention' } as const]),
  ];
}
