import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { Actor } from '#server/audit/index.ts';
import { fetchPack, packAddress, type Fetched } from './fetch-pack.ts';
import { jsonOrNothing } from './open-pack.ts';
import type { PackPorts } from './ports.ts';
import { writeRow, type Followed } from './rows.ts';
import { inShort, takeVersion, type Taken } from './take-version.ts';

export type Refresh = ReturnType<typeof createRefresh>;

/** Looks for a newer version of one pack, and tells who listens what came of it. */
export function createRefresh(ports: PackPorts, find: (pack: string) => Promise<Followed | undefined>) {
  const { db, announcements, audit, clock, log } = ports;

  /** What was said of the pack before is said, and kept in the audit, only when it changes. */
  const refused = async ({ row }: Followed, why: string): Promise<void> => {
    const fault = inShort([why]);
    const now = { ...((await find(row.pack))?.row ?? row), checked_at: clock.now(), fault };
    if (row.fault === fault) {
      await writeRow(db, now);
      return;
    }
    log.info({ pack: row.pack, fault }, 'a ban pack was not taken');
    await audit.act(
      { name: 'server' },
      { action: 'refuse-pack', subject: `pack ${row.pack}`, body: { fault } },
      async (trx) => ok(await writeRow(trx, now)),
    );
    announcements.announce({
      kind: 'pack-refused',
      subject: row.pack,
      text: inShort([`The ban pack ${row.pack} was refused: ${fault}`]),
    });
  };
  /** A network that fails comes and goes: kept with the pack, and nobody is called. */
  const unreachable = async ({ row }: Followed, fault: string): Promise<void> =>
    writeRow(db, { ...row, checked_at: clock.now(), fault });

  const take = async (
    followed: Followed,
    envelope: unknown,
    how: { readonly actor: Actor; readonly etag?: string | undefined },
  ): Promise<Outcome<Taken, string>> => {
    const taken = await takeVersion(ports, followed, envelope, how);
    if (!taken.ok) {
      await refused(followed, taken.fault);
      return taken;
    }
    if (taken.value === 'nothing-new') return taken;
    const { pack } = followed.row;
    const now = (await find(pack))?.row;
    const adopted = taken.value === 'adopted';
    const version = adopted ? now?.version : now?.held_version;
    announcements.announce({
      kind: adopted ? 'pack-adopted' : 'pack-version',
      subject: pack,
      text: `Version ${version ?? 0} of the ban pack ${pack} ${adopted ? 'is in force' : 'waits for review'}`,
    });
    return taken;
  };

  return {
    /** What stands at the pack's address, without a change of anything. The fault is a sentence. */
    look: async ({ row, unreadable }: Followed): Promise<Outcome<Fetched, string>> => {
      if (row.url === null) return fail('this pack came as a file: bring the newer version as a file too');
      const address = packAddress(row.url);
      if (!address.ok) return address;
      return fetchPack(address.value, {
        etag: unreadable === undefined ? (row.etag ?? undefined) : undefined,
        ...(ports.limits && { limits: ports.limits }),
      });
    },
    /** Takes what was found there. The fault is a sentence. */
    found: async (
      followed: Followed,
      looked: Outcome<Fetched, string>,
      actor: Actor,
    ): Promise<Outcome<Taken, string>> => {
      if (!looked.ok) {
        if (followed.row.url !== null) await unreachable(followed, looked.fault);
        return looked;
      }
      if (looked.value.kind === 'unchanged') {
        await writeRow(db, { ...followed.row, checked_at: clock.now(), fault: null });
        return ok('nothing-new');
      }
      const { text, etag } = looked.value;
      return take(followed, jsonOrNothing(text), { actor, etag });
    },
    /** Takes what somebody brings as a file. */
    brought: (followed: Followed, envelope: unknown, actor: Actor): Promise<Outcome<Taken, string>> =>
      take(followed, envelope, { actor, etag: undefined }),
  };
}
