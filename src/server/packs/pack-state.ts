import type { BanPack } from '#catalogue/ban-pack.ts';
import { effectHere } from '#policy/adopted-bans.ts';
import type { PackDiff, PackState } from '#protocol/console-packs.ts';
import { fingerprint } from '#runtime/signature.ts';
import { termsOf } from './generated-file.ts';
import type { Followed } from './rows.ts';

/** A followed pack as people see it. */
export function stateOf(followed: Followed): PackState {
  const { row, weakened, inForce, held, apps, unreadable } = followed;
  const document = inForce ?? held;
  const fault = unreadable ?? row.fault;
  const terms = termsOf(followed);
  return {
    pack: row.pack,
    // Of one that the organisation file names and that could never be fetched there is only the name.
    title: document?.title ?? { en: row.pack },
    authority: document?.authority ?? { name: row.pack, unofficial: true },
    keyFingerprint: fingerprint(row.authority_key),
    source: row.source,
    ...(row.url === null ? {} : { url: row.url }),
    mode: row.mode,
    highestEffect: row.highest_effect,
    ...(apps === undefined ? {} : { apps: [...apps] }),
    version: row.version,
    ...(row.held_version === null ? {} : { heldVersion: row.held_version }),
    bans: (document?.bans ?? []).map((ban) => {
      const less = weakened.find((one) => one.ban === ban.id);
      return {
        ban: ban.id,
        effect: ban.effect,
        effectHere: inForce === undefined ? 'none' : effectHere(ban, terms),
        ...(less === undefined
          ? {}
          : { weakened: { effect: less.effect, reason: less.reason, by: less.by, at: less.at } }),
      };
    }),
    ...(row.checked_at === null ? {} : { checkedAt: row.checked_at }),
    ...(fault === null ? {} : { fault }),
    vectors: { passed: row.vectors_passed, failed: row.vectors_failed },
    ...(document?.expiresOn === undefined ? {} : { expiresOn: document.expiresOn }),
    ...(row.declared === 1 ? { declared: true } : {}),
  };
}

/** Which bans another version adds, drops or words differently. */
export function packDiff(before: BanPack, after: BanPack): PackDiff {
  const [old, now] = [before, after].map(
    ({ bans }) => new Map(bans.map((ban) => [ban.id, JSON.stringify(ban)])),
  );
  const ids = (bans: Map<string, string> | undefined): string[] => [...(bans?.keys() ?? [])];
  return {
    added: ids(now).filter((id) => old?.has(id) !== true),
    removed: ids(old).filter((id) => now?.has(id) !== true),
    changed: ids(now).filter((id) => old?.has(id) === true && old.get(id) !== now?.get(id)),
  };
}
