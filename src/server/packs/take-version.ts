import { zoneOf } from '#policy/calendar-day.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { Actor } from '#server/audit/index.ts';
import type { Refusal } from '#server/store/refusal.ts';
import { openPack, type OpenedPack } from './open-pack.ts';
import type { PackPorts } from './ports.ts';
import { followedOf, writeRow, type Followed } from './rows.ts';
import { settle } from './settle.ts';
import type { PackRow } from './tables.ts';

/** Of what came: put in force, kept for review, or nothing new. */
export type Taken = 'adopted' | 'held' | 'nothing-new';
const shortText = 300;

export const packRefused = (detail: string): Refusal => ({ problem: 'pack-refused', detail });

/** The first reasons, as one sentence that fits where it is kept. */
export const inShort = (reasons: readonly string[]): string => {
  const text = reasons.slice(0, 3).join('; ');
  return text.length > shortText ? `${text.slice(0, shortText - 1)}…` : text;
};

/** Why this version must not be taken up now, whoever asks; undefined where it may. */
export function whyUnfit({ policies, clock }: PackPorts, { pack, faults }: OpenedPack): string | undefined {
  if (faults.length > 0) return inShort(faults);
  if (pack.expiresOn === undefined) return undefined;
  const zone = zoneOf(policies.current()?.release.organisation.calendar.timeZone ?? 'UTC');
  const today = zone.dayOf(clock.now());
  return today > pack.expiresOn
    ? `version ${pack.version} expired on ${pack.expiresOn}: it can be taken up no more`
    : undefined;
}

/**
 * Takes what an authority offers for a pack that is followed. What was refused leaves the version in force as it is.
 *
 * @returns why it was refused, in a sentence
 */
export async function takeVersion(
  ports: PackPorts,
  followed: Followed,
  envelope: unknown,
  how: { readonly actor: Actor; readonly etag?: string | undefined },
): Promise<Outcome<Taken, string>> {
  const { row } = followed;
  const opened = openPack(envelope, [row.authority_key]);
  if (!opened.ok) return opened;
  const { pack, sha256, vectors } = opened.value;
  if (pack.pack !== row.pack) return fail(`it is the pack \`${pack.pack}\`, not \`${row.pack}\``);
  if (pack.version < row.seen_version)
    return fail(`version ${pack.version} is older than version ${row.seen_version}, which was seen before`);
  if (pack.version === row.seen_version && sha256 !== row.seen_sha256)
    return fail(`version ${pack.version} was seen before with other content: versions must go up`);
  const seen: PackRow = {
    ...row,
    seen_version: pack.version,
    seen_sha256: sha256,
    checked_at: ports.clock.now(),
    etag: how.etag ?? null,
    fault: null,
    vectors_passed: vectors.passed,
    vectors_failed: vectors.failed,
  };
  const act = (action: string) => ({
    action,
    subject: `pack ${row.pack}`,
    body: { version: pack.version, sha256 },
  });
  const keep = (now: PackRow, action: string) =>
    settle(ports, {
      pack: row.pack,
      now: followedOf(now, followed.weakened),
      actor: how.actor,
      act: act(action),
    });
  const fourEyes = await ports.policies.needsFourEyes();
  // What could not be put in force at once is tried again, unless two people must agree.
  const again = row.held_version === pack.version && row.mode === 'adopt' && !fourEyes;
  const isThere = row.version === pack.version && followed.unreadable === undefined;
  if (isThere || (row.held_version === pack.version && !again)) {
    await writeRow(ports.db, seen);
    return ok('nothing-new');
  }
  const unfit = whyUnfit(ports, opened.value);
  if (unfit !== undefined) {
    // Without its mark it is read again each time: a newer catalogue may find it fit.
    await writeRow(ports.db, { ...seen, etag: null });
    return fail(unfit);
  }
  const text = JSON.stringify(opened.value.envelope);
  const held = { ...seen, held_version: pack.version, held_envelope: text, held_by: how.actor.name };
  // The first version of a pack is what a second person agrees to, where nobody publishes alone.
  // What the organisation file names was agreed to with the file.
  const agreed = !fourEyes || row.version > 0 || row.declared === 1;
  if (row.mode === 'adopt' && agreed) {
    const none = { held_version: null, held_envelope: null, held_by: null };
    const adopted = await keep({ ...seen, ...none, version: pack.version, envelope: text }, 'adopt-pack');
    if (adopted.ok) return ok('adopted');
    // It may fit once IT has changed its own policy: kept, and adopted by hand then.
    const fault = inShort([
      `version ${pack.version} could not be put in force: ${refusalText(adopted.fault)}`,
    ]);
    await keep({ ...held, etag: null, fault }, 'hold-pack-version');
    return fail(fault);
  }
  const kept = await keep(held, 'hold-pack-version');
  return kept.ok ? ok('held') : fail(refusalText(kept.fault));
}

/** A refusal of the policy room in a sentence. */
export function refusalText(refusal: Refusal): string {
  const faults = refusal.faults?.map(({ message }) => message) ?? [];
  return inShort(faults.length > 0 ? faults : [refusal.detail ?? refusal.problem]);
}
