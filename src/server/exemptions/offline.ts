import { randomBytes } from 'node:crypto';
import { challengeLifeMs, offlineCode, readChallenge } from '#policy/offline-code.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { offlineCodesCapability } from '#protocol/agent-server.ts';
import type { BodyOf, ResponseOf } from '#protocol/console-server.ts';
import type { DeviceRow } from '#server/devices/index.ts';
import type { Operator } from '#server/operators/index.ts';
import { conflict, notFound, termsForbid, type Refusal } from '#server/store/refusal.ts';
import type { Trx } from '#server/store/index.ts';
import { hmac, type OfflineSecrets } from './offline-secrets.ts';
import { withoutCode, type Row } from './rows.ts';
import type { Standing } from './standing.ts';
import type { ExemptionTables } from './tables.ts';

const hourMs = 3_600_000;
type Asked = BodyOf<'answerOfflineCode'>;
export type OfflineAnswer = ResponseOf<'answerOfflineCode'>;

/** What a row that was given as a code says to the person; undefined while an approver is waited for. */
export async function codeOf(row: Row, secrets: OfflineSecrets): Promise<string | undefined> {
  const { ban, challenge, code_hours: hours, device, state } = row;
  if (state !== 'approved' || challenge === null || hours === null) return undefined;
  return offlineCode(hmac, await secrets.secretOf(device), { device, ban, challenge }, hours);
}

/** From when until when a code that is given now acts, as far as the server can know. */
export const codePeriod = (
  hours: number,
  now: number,
): { readonly from: number; readonly until: number } => ({
  from: now,
  until: now + hours * hourMs,
});

/** Why the last approval would come too late for the PC; undefined where it does not. */
export function tooLateFor(row: Row, now: number): Refusal | undefined {
  return row.challenge !== null && row.changed_at + challengeLifeMs <= now
    ? conflict('the PC answers to these characters no more: have the person read out new ones')
    : undefined;
}

/** One row for a challenge: the same question again is answered the same, so that a lost answer can be read once more. */
export async function giveCode(
  trx: Trx,
  at: {
    readonly operator: Operator;
    readonly device: DeviceRow | undefined;
    readonly now: number;
    readonly standing: Standing;
  },
  asked: Asked,
): Promise<Outcome<Row, Refusal>> {
  const { device, now, operator, standing } = at;
  const challenge = readChallenge(asked.challenge);
  if (challenge === undefined)
    return fail({
      problem: 'not-as-schema',
      detail: 'the PC shows eight letters and digits, without U: have them read out once more',
      pointer: '/challenge',
    });
  if (device === undefined || device.state !== 'active') return fail(notFound('device'));
  const period = codePeriod(asked.hours, now);
  const needed = standing.mayGrant(operator, device, { ban: asked.ban, ...period });
  if (!needed.ok) return needed;
  if (!standing.allowsCodes(device, asked.ban))
    return fail(
      termsForbid(
        `\`${asked.ban}\` allows no offline codes: its terms would have to say \`offlineCodes: true\``,
      ),
    );
  const capabilities = JSON.parse(device.capabilities) as readonly string[];
  if (!capabilities.includes(offlineCodesCapability))
    return fail(conflict('the agent of this PC is too old for offline codes: update it first'));
  const table = trx.withTables<ExemptionTables>();
  const before = await table
    .selectFrom('exemptions')
    .selectAll()
    .where('device', '=', device.id)
    .where('ban', '=', asked.ban)
    .where('challenge', '=', challenge)
    .executeTakeFirst();
  if (before !== undefined) return again(before, asked);
  const row: Row = {
    id: randomBytes(16).toString('hex'),
    device: device.id,
    ban: asked.ban,
    account: asked.account ?? null,
    purpose: asked.purpose,
    needed_on: null,
    days: Math.ceil(asked.hours / 24),
    asked_at: null,
    from_at: period.from,
    until_at: period.until,
    approved_by: JSON.stringify([operator.name]),
    approvers_needed: needed.value,
    state: needed.value === 1 ? 'approved' : 'half-approved',
    reason: null,
    changed_at: now,
    ...withoutCode,
    challenge,
    code_hours: asked.hours,
  };
  await table.insertInto('exemptions').values(row).execute();
  return ok(row);
}

function again(row: Row, { account, hours }: Asked): Outcome<Row, Refusal> {
  if (row.state === 'half-approved')
    return fail(conflict('somebody approved this code already: approve that request as the second'));
  if (row.code_used_at !== null)
    return fail(conflict('this code was used already: have new characters read out'));
  if (row.state === 'approved' && row.code_hours === hours && row.account === (account ?? null))
    return ok(row);
  return fail(
    conflict('these characters were answered already, otherwise: for another answer have new ones read out'),
  );
}
