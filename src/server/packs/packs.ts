import { compareEffects } from '#policy/effect-order.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { BodyOf, ResponseOf } from '#protocol/console-server.ts';
import type { PackState } from '#protocol/console-packs.ts';
import { roleSuffices } from '#protocol/console-operation.ts';
import type { Actor } from '#server/audit/index.ts';
import { personKey, type Operator } from '#server/operators/index.ts';
import { conflict, notFound, termsForbid, type Refusal } from '#server/store/refusal.ts';
import { followDeclared } from './declared.ts';
import { fetchPack, packAddress } from './fetch-pack.ts';
import { inspect } from './inspect.ts';
import { jsonOrNothing, openPack, type OpenedPack } from './open-pack.ts';
import { packDiff, stateOf } from './pack-state.ts';
import type { PackPorts } from './ports.ts';
import { followedOf, readFollowed, type Followed } from './rows.ts';
import { createRefresh } from './refresh.ts';
import { settle, type Change } from './settle.ts';
import type { PackRow } from './tables.ts';
import { packRefused, whyUnfit, type Taken } from './take-version.ts';

export type Packs = ReturnType<typeof createPacks>;
type Done = Promise<Outcome<PackState, Refusal>>;
const server: Actor = { name: 'server' };
/** Addresses asked at a time: one that is silent keeps few others waiting. */
const mostLooks = 4;

/** The packs that the organisation follows. One change at a time: each is judged by what the one before left. */
export function createPacks(ports: PackPorts) {
  const { db, announcements, clock } = ports;
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
  const find = async (pack: string): Promise<Followed | undefined> =>
    (await readFollowed(db)).find(({ row }) => row.pack === pack);
  const settled = async (change: Change): Done => {
    const done = await settle(ports, change);
    if (!done.ok) return done;
    const now = await find(change.pack);
    return now === undefined ? fail(notFound('pack')) : ok(stateOf(now));
  };
  const withPack = (pack: string, work: (followed: Followed) => Done): Done =>
    inTurn(async () => {
      const followed = await find(pack);
      return followed === undefined ? fail(notFound('pack')) : work(followed);
    });
  const changed = (pack: string, by: string, text: string): void =>
    announcements.announce({ kind: 'settings-changed', subject: pack, by, text });
  const refresh = createRefresh(ports, find);
  /** Where nobody publishes alone, an approver other than who set the terms changes them, or ends them. */
  const isEnough = async (operator: Operator, row: PackRow): Promise<boolean> =>
    !(await ports.policies.needsFourEyes()) ||
    (isApprover(operator) && !isSamePerson(row.terms_by, operator));

  /** What is not in force yet is fetched and opened once more: what the operator saw may be older than what is there. */
  const read = async ({
    url,
    envelope,
    authorityKey,
  }: Pick<BodyOf<'followPack'>, 'url' | 'envelope' | 'authorityKey'>): Promise<
    Outcome<{ readonly opened: OpenedPack; readonly etag: string | undefined }, Refusal>
  > => {
    if ((url === undefined) === (envelope === undefined))
      return fail({ problem: 'not-as-schema', detail: 'give either `url` or `envelope`' });
    let document: unknown = envelope;
    let etag: string | undefined;
    if (url !== undefined) {
      const address = packAddress(url);
      if (!address.ok) return fail(packRefused(address.fault));
      const fetched = await fetchPack(address.value, { ...(ports.limits && { limits: ports.limits }) });
      if (!fetched.ok) return fail(packRefused(fetched.fault));
      if (fetched.value.kind === 'body') {
        document = jsonOrNothing(fetched.value.text);
        etag = fetched.value.etag;
      }
    }
    const opened = openPack(document, [authorityKey]);
    return opened.ok ? ok({ opened: opened.value, etag }) : fail(packRefused(opened.fault));
  };

  const follow = async (operator: Operator, body: BodyOf<'followPack'>): Done => {
    const came = await read(body);
    if (!came.ok) return came;
    const { opened, etag } = came.value;
    return inTurn(async () => {
      const { pack, sha256, vectors } = opened;
      if ((await find(pack.pack)) !== undefined)
        return fail(conflict(`the pack \`${pack.pack}\` is followed already`));
      const unfit = whyUnfit(ports, opened);
      if (unfit !== undefined) return fail(packRefused(unfit));
      // Where nobody publishes alone, the first version waits for a second person, whatever comes later.
      const atOnce = body.mode === 'adopt' && !(await ports.policies.needsFourEyes());
      const text = JSON.stringify(opened.envelope);
      const row: PackRow = {
        pack: pack.pack,
        authority_key: body.authorityKey,
        source: body.url === undefined ? 'file' : 'url',
        url: body.url ?? null,
        mode: body.mode,
        highest_effect: body.highestEffect,
        apps: body.apps === undefined ? null : JSON.stringify(body.apps),
        declared: 0,
        terms_by: operator.name,
        version: atOnce ? pack.version : 0,
        envelope: atOnce ? text : null,
        held_version: atOnce ? null : pack.version,
        held_envelope: atOnce ? null : text,
        held_by: atOnce ? null : operator.name,
        seen_version: pack.version,
        seen_sha256: sha256,
        etag: etag ?? null,
        checked_at: clock.now(),
        fault: null,
        vectors_passed: vectors.passed,
        vectors_failed: vectors.failed,
      };
      const { mode, highestEffect, apps, authorityKey } = body;
      const done = await settled({
        pack: pack.pack,
        now: followedOf(row, []),
        actor: operator,
        act: {
          action: 'follow-pack',
          subject: `pack ${pack.pack}`,
          body: { version: pack.version, sha256, authorityKey, mode, highestEffect, apps, url: body.url },
        },
      });
      if (done.ok)
        announcements.announce({
          kind: atOnce ? 'pack-adopted' : 'pack-version',
          subject: pack.pack,
          by: operator.name,
          text: atOnce
            ? `Version ${pack.version} of the ban pack ${pack.pack} is in force`
            : `Version ${pack.version} of the ban pack ${pack.pack} waits for review`,
        });
      return done;
    });
  };
  /** Looks at the pack's address, which may take long and keeps nobody waiting, then takes what is there in its turn. */
  const lookFor = async (pack: string, actor: Actor): Promise<Outcome<Taken, string>> => {
    const before = await find(pack);
    if (before === undefined) return fail(noSuchPack);
    const looked = await refresh.look(before);
    return inTurn(async () => {
      const now = await find(pack);
      if (now === undefined) return fail(noSuchPack);
      const [was, is] = [before.row, now.row];
      if (
        was.url !== is.url ||
        was.authority_key !== is.authority_key ||
        was.seen_version !== is.seen_version
      )
        return fail('somebody changed this pack while its address was asked: look again');
      return refresh.found(now, looked, actor);
    });
  };

  return {
    list: async (): Promise<PackState[]> => (await readFollowed(db)).map(stateOf),
    get: async (pack: string): Promise<Outcome<ResponseOf<'getPack'>, Refusal>> => {
      const followed = await find(pack);
      if (followed === undefined) return fail(notFound('pack'));
      const { inForce, held } = followed;
      const document = inForce ?? held;
      if (followed.unreadable !== undefined) return fail(conflict(followed.unreadable));
      if (document === undefined) return fail(conflict('no version of this pack could be taken yet'));
      const waits = inForce === undefined ? undefined : held;
      return ok({
        ...stateOf(followed),
        document,
        ...(waits === undefined || inForce === undefined
          ? {}
          : { heldDocument: waits, heldDiff: packDiff(inForce, waits) }),
      });
    },
    inspect: (body: BodyOf<'inspectPack'>) => inspect(ports, body, find),
    follow,
    refresh: async (operator: Operator, pack: string, envelope: unknown): Done => {
      const followed = await find(pack);
      if (followed === undefined) return fail(notFound('pack'));
      const taken =
        envelope === undefined
          ? await lookFor(pack, operator)
          : await inTurn(async () => {
              const now = await find(pack);
              return now === undefined ? fail(noSuchPack) : refresh.brought(now, envelope, operator);
            });
      if (!taken.ok) return fail(packRefused(taken.fault));
      const now = await find(pack);
      return now === undefined ? fail(notFound('pack')) : ok(stateOf(now));
    },
    setTerms: (operator: Operator, pack: string, wanted: BodyOf<'setPackMode'>): Done =>
      withPack(pack, async (followed) => {
        const { row } = followed;
        if (row.declared === 1) return fail(declaredElsewhere);
        if (followed.unreadable !== undefined) return fail(conflict(followed.unreadable));
        const { mode = row.mode, highestEffect = row.highest_effect } = wanted;
        const matters = highestEffect !== row.highest_effect || (mode === 'adopt' && row.mode === 'hold');
        if (matters && !(await isEnough(operator, row))) return fail(needsSecond);
        const done = await settled({
          pack,
          now: followedOf(
            { ...row, mode, highest_effect: highestEffect, terms_by: operator.name },
            followed.weakened,
          ),
          actor: operator,
          act: { action: 'set-pack-mode', subject: `pack ${pack}`, body: { mode, highestEffect } },
        });
        if (done.ok) changed(pack, operator.name, `The terms of the ban pack ${pack} changed`);
        return done;
      }),
    adopt: (operator: Operator, pack: string, version: number): Done =>
      withPack(pack, async (followed) => {
        const { row } = followed;
        if (row.held_version !== version || row.held_envelope === null)
          return fail(
            conflict(
              row.held_version === null
                ? 'no version of this pack waits for review'
                : `version ${row.held_version} waits, not version ${version}: look at it first`,
            ),
          );
        if ((await ports.policies.needsFourEyes()) && isSamePerson(row.held_by, operator))
          return fail(termsForbid('whoever brought this version cannot be the second person'));
        const opened = openPack(jsonOrNothing(row.held_envelope), [row.authority_key]);
        if (!opened.ok) return fail(packRefused(opened.fault));
        const unfit = whyUnfit(ports, opened.value);
        if (unfit !== undefined) return fail(packRefused(unfit));
        const adopted: PackRow = {
          ...row,
          version,
          envelope: row.held_envelope,
          held_version: null,
          held_envelope: null,
          held_by: null,
          fault: null,
        };
        const done = await settled({
          pack,
          now: followedOf(adopted, followed.weakened),
          actor: operator,
          act: {
            action: 'adopt-pack',
            subject: `pack ${pack}`,
            body: { from: row.version, version, sha256: opened.value.sha256 },
          },
        });
        if (done.ok)
          announcements.announce({
            kind: 'pack-adopted',
            subject: pack,
            by: operator.name,
            text: `Version ${version} of the ban pack ${pack} is in force`,
          });
        return done;
      }),
    weaken: (operator: Operator, pack: string, id: string, wanted: BodyOf<'weakenPackBan'>): Done =>
      withPack(pack, async (followed) => {
        if (followed.unreadable !== undefined) return fail(conflict(followed.unreadable));
        const ban = (followed.inForce ?? followed.held)?.bans.find((one) => one.id === id);
        if (ban === undefined) return fail(notFound('ban of this pack'));
        const { effect, reason } = wanted;
        if (compareEffects(effect, ban.effect) > 0)
          return fail(termsForbid(`the pack says \`${ban.effect}\`: to be stricter, add a ban of your own`));
        if (!(await isEnough(operator, followed.row))) return fail(needsSecond);
        const { by, at } = { by: operator.name, at: clock.now() };
        const others = followed.weakened.filter((one) => one.ban !== id);
        const weakened =
          effect === ban.effect ? others : [...others, { pack, ban: id, effect, reason, by, at }];
        const before = followed.weakened.find((one) => one.ban === id)?.effect ?? ban.effect;
        const done = await settled({
          pack,
          now: followedOf(followed.row, weakened),
          actor: operator,
          act: {
            action: 'weaken-pack-ban',
            subject: `pack ${pack} ban ${id}`,
            body: { before, after: effect, packSays: ban.effect, reason },
          },
        });
        if (done.ok) changed(pack, by, `The ban ${id} of the ban pack ${pack} is \`${effect}\` here`);
        return done;
      }),
    unfollow: (
      operator: Operator,
      pack: string,
      reason: string,
    ): Promise<Outcome<{ pack: string }, Refusal>> =>
      inTurn(async () => {
        const followed = await find(pack);
        if (followed === undefined) return fail(notFound('pack'));
        if (followed.row.declared === 1) return fail(declaredElsewhere);
        if (!(await isEnough(operator, followed.row))) return fail(needsSecond);
        const done = await settle(ports, {
          pack,
          now: undefined,
          actor: operator,
          act: { action: 'unfollow-pack', subject: `pack ${pack}`, body: { reason } },
        });
        if (!done.ok) return done;
        changed(pack, operator.name, `The ban pack ${pack} is followed no more`);
        return ok({ pack });
      }),
    /**
     * Follows what the organisation file names, now and after every publication. Disposing waits for what is under way.
     */
    keepDeclared: (): AsyncDisposable => {
      const underWay = new Set<Promise<void>>();
      const follows = async (): Promise<void> => {
        const named = await inTurn(() => followDeclared(ports));
        await Promise.all(named.map((pack) => lookFor(pack, server)));
      };
      const sync = (): void => {
        const done = follows()
          .catch((fault: unknown) =>
            ports.log.error({ fault }, 'the packs of the organisation file could not be followed'),
          )
          .finally(() => underWay.delete(done));
        underWay.add(done);
      };
      const published = ports.policies.onPublished(sync);
      sync();
      return {
        [Symbol.asyncDispose]: async () => {
          published[Symbol.dispose]();
          await Promise.all(underWay);
          await last;
        },
      };
    },
    /** Looks for newer versions of every pack that has an address; one that fails keeps no other from it. */
    refreshAll: async (): Promise<void> => {
      const packs = (await readFollowed(db)).filter(({ row }) => row.url !== null).map(({ row }) => row.pack);
      const looks = Array.from({ length: mostLooks }, async () => {
        for (let pack = packs.shift(); pack !== undefined; pack = packs.shift())
          await lookFor(pack, server).catch((fault: unknown) =>
            ports.log.error({ fault }, 'a ban pack could not be looked for'),
          );
      });
      await Promise.all(looks);
    },
  };
}

const declaredElsewhere = conflict(
  'the terms of this pack stand in the organisation file, under `subscriptions`: change them there',
);
const needsSecond = termsForbid(
  'nobody changes this alone: it takes an approver other than who set the terms',
);
const noSuchPack = 'this pack is not followed';
const isSamePerson = (name: string | null, operator: Operator): boolean =>
  name !== null && personKey(name) === personKey(operator.name);
const isApprover = (operator: Operator): boolean => roleSuffices(operator.role, 'approver');
