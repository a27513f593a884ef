import type { Subscription } from '#policy/organisation.ts';
import type { PackPorts } from './ports.ts';
import { followedOf, readFollowed, type Followed } from './rows.ts';
import { settle } from './settle.ts';
import type { PackRow } from './tables.ts';
import { refusalText } from './take-version.ts';

const server = { name: 'server' };

/**
 * Follows what the organisation file in force names under `subscriptions`, under its terms, and leaves what it names no
 * more: whoever keeps the policy in git keeps the packs there too. What operators follow by hand stays as it is, unless
 * the file names it: then the file decides.
 *
 * @returns the packs whose address is to be looked at now
 */
export async function followDeclared(ports: PackPorts): Promise<string[]> {
  const { db, log, policies } = ports;
  if (policies.current() === undefined) return [];
  const read = await policies.content();
  if (!read.ok) return [];
  const toRefresh: string[] = [];
  const declared = read.value.content.organisation.subscriptions;
  for (const followed of await readFollowed(db)) {
    const { pack, declared: byFile } = followed.row;
    if (byFile === 1 && !declared.some((one) => one.pack === pack))
      await settle(ports, {
        pack,
        now: undefined,
        actor: server,
        act: { action: 'unfollow-pack', subject: `pack ${pack}`, body: { by: 'organisation file' } },
      });
  }
  for (const subscription of declared) {
    const before = (await readFollowed(db)).find(({ row }) => row.pack === subscription.pack);
    const now = withTerms(before, subscription);
    if (before !== undefined && JSON.stringify(before.row) === JSON.stringify(now.row)) continue;
    const settled = await settle(ports, {
      pack: subscription.pack,
      now,
      actor: server,
      act: {
        action: before === undefined ? 'follow-pack' : 'set-pack-mode',
        subject: `pack ${subscription.pack}`,
        body: { by: 'organisation file', ...subscription },
      },
    });
    // Without an address somebody brings the pack as a file.
    if (settled.ok && subscription.url !== undefined) toRefresh.push(subscription.pack);
    if (!settled.ok)
      log.warn({ pack: subscription.pack, why: refusalText(settled.fault) }, 'a pack could not be followed');
  }
  return toRefresh;
}

function withTerms(before: Followed | undefined, subscription: Subscription): Followed {
  const { pack, authorityKey, mode, highestEffect, url, apps } = subscription;
  const row: PackRow = before?.row ?? {
    pack,
    authority_key: authorityKey,
    source: 'file',
    url: null,
    mode,
    highest_effect: highestEffect,
    apps: null,
    declared: 1,
    terms_by: server.name,
    version: 0,
    envelope: null,
    held_version: null,
    held_envelope: null,
    held_by: null,
    seen_version: 0,
    seen_sha256: '',
    etag: null,
    checked_at: null,
    fault: null,
    vectors_passed: 0,
    vectors_failed: 0,
  };
  const sameOrigin = row.url === (url ?? null) && row.authority_key === authorityKey;
  const changed: PackRow = {
    ...row,
    authority_key: authorityKey,
    source: url === undefined ? 'file' : 'url',
    url: url ?? null,
    mode,
    highest_effect: highestEffect,
    apps: apps === undefined ? null : JSON.stringify(apps),
    declared: 1,
    terms_by: row.declared === 1 ? row.terms_by : server.name,
    etag: sameOrigin ? row.etag : null,
  };
  return followedOf(changed, before?.weakened ?? []);
}
