import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Clock } from '#runtime/clock.ts';
import type { Log } from '#runtime/log.ts';
import type { Audit } from '#server/audit/index.ts';
import { readMeta, writeMeta, type Db, type Trx } from '#server/store/index.ts';
import { newestRelease, type ReleaseRow } from './release-rows.ts';

const highestKey = 'policies.highest-version-seen';
const raisedKey = 'policies.raised';
const dayMs = 86_400_000;
/** How far devices may drive the versions up in a day, all together: more was hardly published since the last backup. */
export const mostVersionsPerDay = 100;
const server = { name: 'server' };

export type ClaimPorts = {
  readonly db: Db;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly log: Log;
  readonly restored?: boolean;
  readonly reissue: (trx: Trx, newest: ReleaseRow, version: number) => Promise<void>;
};

/** The highest version that a device was believed to have seen; 0 while none was. */
export async function highestSeen(from: Db | Trx): Promise<number> {
  return Number((await readMeta(from, highestKey)) ?? '0');
}

const raisedCheck = Compile(Type.Object({ day: Type.Integer(), from: Type.Integer() }));

/**
 * What devices say they have seen above our own versions. A device cannot prove it, so it is believed only by a server
 * that was told that its store was restored from a backup, and then only by a small margin a day (ADR 0007).
 */
export function createClaims({ db, audit, clock, log, restored = false, reissue }: ClaimPorts) {
  const today = (): number => Math.floor(clock.now() / dayMs);
  let complainedOn: number | undefined;
  /** What is beyond belief is said once a day: an honest fleet after an unannounced restore says it by the thousand. */
  const complain = async (trx: Trx, ours: number, claimed: number): Promise<void> => {
    if (complainedOn === today()) return;
    complainedOn = today();
    log.warn(
      { ours, claimed },
      restored
        ? 'a device says that it has seen a version far above ours; it is not believed'
        : 'a device says that it has seen a version above ours; if this store was restored from a backup, start with --restored',
    );
    const body = { ours, claimed };
    await audit.record(trx, server, { action: 'ignore-claim', subject: `release ${claimed}`, body });
  };

  return {
    /** True when something was issued anew. Everything is read where it is written: a policy accepted meanwhile is the newest. */
    note: async (claimed: number): Promise<boolean> => {
      if (!restored && complainedOn === today()) return false;
      return db.transaction().execute(async (trx) => {
        const newest = await newestRelease(trx);
        if (newest === undefined) return false;
        const ours = Math.max(newest.version, await highestSeen(trx));
        if (claimed <= ours) return false;
        if (!restored || claimed > (await raisedFrom(trx, today(), newest.version)) + mostVersionsPerDay) {
          await complain(trx, newest.version, claimed);
          return false;
        }
        await writeMeta(trx, highestKey, String(claimed));
        await reissue(trx, newest, claimed + 1);
        const body = { ours: newest.version, seen: claimed };
        await audit.record(trx, server, { action: 'issue-above', subject: `release ${claimed + 1}`, body });
        return true;
      });
    },
  };
}

/** The version from which the margin of this day counts: ours when the first claim of the day came. */
async function raisedFrom(trx: Trx, day: number, ours: number): Promise<number> {
  const kept: unknown = JSON.parse((await readMeta(trx, raisedKey)) ?? 'null');
  if (raisedCheck.Check(kept) && kept.day === day) return kept.from;
  await writeMeta(trx, raisedKey, JSON.stringify({ day, from: ours }));
  return ours;
}
