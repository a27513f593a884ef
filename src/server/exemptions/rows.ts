import type { Exemption, ExemptionAnswer } from '#policy/exemption.ts';
import type { ExemptionRecord } from '#protocol/console-exemptions.ts';
import type { Place } from '#server/devices/index.ts';
import type { ExemptionTables } from './tables.ts';

export type Row = ExemptionTables['exemptions'];

/** What an exemption has that was not given as a code. */
export const withoutCode = { challenge: null, code_hours: null, code_used_at: null, end_told: null } as const;

export function namesOf(row: Row): string[] {
  return JSON.parse(row.approved_by) as string[];
}

export function granted(row: Row): Exemption[] {
  if (row.from_at === null || row.until_at === null) return [];
  return [
    {
      id: row.id,
      ban: row.ban,
      ...(row.account === null ? {} : { account: row.account }),
      purpose: row.purpose,
      from: row.from_at,
      until: row.until_at,
      approvedBy: namesOf(row),
    },
  ];
}

export function answerOf(row: Row): ExemptionAnswer {
  return {
    request: row.id,
    state: row.state === 'withdrawn' ? 'denied' : row.state,
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.until_at === null || row.state !== 'approved' ? {} : { until: row.until_at }),
  };
}

export type RecordAsk = {
  readonly now: number;
  readonly place?: Place | undefined;
  /** Where it is not yet decided how many. */
  readonly needed?: number | undefined;
};

export function record(row: Row, { needed = row.approvers_needed, now, place }: RecordAsk): ExemptionRecord {
  return {
    exemption: row.id,
    device: row.device,
    ...(place === undefined ? {} : place),
    ban: row.ban,
    ...(row.account === null ? {} : { account: row.account }),
    purpose: row.purpose,
    ...(row.needed_on === null ? {} : { neededOn: row.needed_on }),
    state: row.state === 'approved' && row.until_at !== null && row.until_at <= now ? 'ended' : row.state,
    days: row.days,
    ...(row.asked_at === null ? {} : { askedAt: row.asked_at }),
    ...(row.from_at === null ? {} : { from: row.from_at }),
    ...(row.until_at === null ? {} : { until: row.until_at }),
    approvedBy: namesOf(row),
    approversNeeded: needed,
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.challenge === null ? {} : { withCode: true as const }),
  };
}
