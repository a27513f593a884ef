import type { Log } from '#runtime/log.ts';
import { bansOf } from './changed-bans.ts';
import type { Current } from './current.ts';
import { serverActor, type Pauses } from './pauses.ts';
import { stringsOf } from './rollout-rows.ts';

/** Hours for which the brake pauses a ban, where the organisation allows as many. */
const brakePauseHours = 24;

/** Pauses what a halted release added or changed, where the ban allows it: who has the release is spared meanwhile. */
export async function pauseChanged(held: Current, pauses: Pick<Pauses, 'begin'>, log: Log): Promise<void> {
  const longest = held.published.release.organisation.limits.longestPauseHours;
  const hours = Math.min(brakePauseHours, longest);
  if (hours === 0) return;
  const pausable = stringsOf(held.row.bans).filter((id) => {
    const owned = bansOf(held.published, id);
    return owned.length > 0 && owned.every(({ ban }) => ban.pausable === true);
  });
  const reason = `the rollout of release ${held.version} was halted by the brake`;
  for (const ban of pausable) {
    const paused = await pauses.begin(serverActor, () => true, { ban, hours, reason });
    if (!paused.ok) log.warn({ ban, why: paused.fault.detail }, 'the brake could not pause a ban');
  }
}
