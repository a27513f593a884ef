import { describe, expect, it } from 'vitest';
import { createPolicyStore, type HighMarks } from '#agent/intake/policy-store.ts';
import { openState } from '#agent/state/open-state.ts';
import { generateSigningKey } from '#runtime/signature.ts';
import { ban, monday, organisation } from '#test/kit/policy-builder.ts';
import { Signer } from '#test/kit/signed-policy.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

function stage(folder: string, signer = new Signer(), floor: HighMarks = {}) {
  const { state } = openState({ folder, now: () => 0 });
  const trust = {
    organisation: 'example',
    organisationKey: signer.organisationKey.publicKey,
    device: signer.device,
  };
  const root = { unit: 'root', ...signer.fragment('root', [ban()]) };
  const school = { unit: 'school', ...signer.fragment('school', [ban({ id: 'school-ban' })]) };
  const north = { unit: 'north', ...signer.fragment('north', []) };
  return { signer, state, store: createPolicyStore(state, trust, floor), root, school, north, trust };
}
const valueOf = <T>(outcome: { ok: true; value: T } | { ok: false; fault: unknown }): T => {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.fault));
  return outcome.value;
};

describe('the policy store', () => {
  it('asks only for the fragments of the own units, and holds when all are here', () => {
    using folder = tempFolder();
    const { signer, state, store, root, school, north } = stage(folder.path);
    using _ = state;
    expect(valueOf(store.offerRelease(signer.release([root, school, north])))).toEqual({
      changed: false,
      missing: [],
    });
    const assigned = valueOf(store.offerAssignment(signer.assignment({ unit: 'school' }), monday));
    expect([...assigned.missing].sort()).toEqual([root.sha256, school.sha256].sort());
    expect(store.held()).toBeUndefined();
    store.offerFragment(root.sha256, root.body);
    expect(valueOf(store.offerFragment(school.sha256, school.body)).changed).toBe(true);
    expect(
      store
        .held()
        ?.fragments.map(({ unit }) => unit)
        .sort(),
    ).toEqual(['root', 'school']);
  });

  it('refuses a fragment that is not the one named, and stores none that was not asked for', () => {
    using folder = tempFolder();
    const { signer, state, store, root, north } = stage(folder.path);
    using _ = state;
    store.offerRelease(signer.release([root, north]));
    store.offerAssignment(signer.assignment(), monday);
    const wrong = store.offerFragment(root.sha256, `${root.body} `);
    expect(wrong.ok ? 'ok' : wrong.fault.code).toBe('fragment-hash');
    store.offerFragment(north.sha256, north.body);
    expect(state.db.prepare('SELECT count(*) AS n FROM intake_fragment').get()).toEqual({ n: 0 });
  });

  it('keeps the last good release until the next one is complete', () => {
    using folder = tempFolder();
    const { signer, state, store, root } = stage(folder.path);
    using _ = state;
    store.offerRelease(signer.release([root]));
    store.offerAssignment(signer.assignment(), monday);
    store.offerFragment(root.sha256, root.body);
    const next = { unit: 'root', ...signer.fragment('root', []) };
    const taken = valueOf(store.offerRelease(signer.release([next], { version: 2 })));
    expect(taken).toEqual({ changed: false, missing: [next.sha256] });
    expect(store.held()?.release.version).toBe(1);
    expect(store.highestRelease).toBe(2);
    store.offerFragment(next.sha256, next.body);
    expect(store.held()?.release.version).toBe(2);
    const back = store.offerRelease(signer.release([root]));
    expect(back.ok ? 'ok' : back.fault).toEqual({ code: 'rollback', version: 1 });
  });

  it('is the same after a restart, and goes on with what is good when a row was meddled with', () => {
    using folder = tempFolder();
    const first = stage(folder.path);
    const { signer, root, school } = first;
    first.store.offerRelease(signer.release([root, school]));
    first.store.offerAssignment(signer.assignment({ unit: 'school' }), monday);
    first.store.offerFragment(root.sha256, root.body);
    first.store.offerFragment(school.sha256, school.body);
    first.store.offerPause(signer.pause({ from: monday, until: monday + 1_000 }), monday);
    const before = first.store.held();
    first.state[Symbol.dispose]();
    const second = stage(folder.path, signer);
    expect(second.store.held()).toEqual(before);
    expect(second.store.loadFaults).toEqual([]);
    second.state.db
      .prepare('UPDATE intake_fragment SET body = ? WHERE hash = ?')
      .run(root.body.replace('block', 'warn'), root.sha256);
    second.state[Symbol.dispose]();
    const third = stage(folder.path, signer);
    using _ = third.state;
    expect(third.store.loadFaults).toEqual([{ code: 'fragment-hash', version: 0 }]);
    expect(third.store.held()?.fragments.map(({ unit }) => unit)).toEqual(['school']);
    expect(third.store.missing()).toEqual([root.sha256]);
    expect(valueOf(third.store.offerFragment(root.sha256, root.body)).changed).toBe(true);
    expect(third.store.held()?.fragments).toHaveLength(2);
  });

  it('takes the early end of a pause, and the pause that it replaced no more', () => {
    using folder = tempFolder();
    const { signer, state, store, root } = stage(folder.path);
    using _ = state;
    store.offerRelease(signer.release([root]));
    store.offerAssignment(signer.assignment(), monday);
    store.offerFragment(root.sha256, root.body);
    const [hour, now] = [3_600_000, monday + 1_000];
    const begun = signer.pause({ from: monday, until: monday + hour, serial: 4 });
    const ended = signer.pause({ from: monday, until: now, serial: 5 });
    expect(valueOf(store.offerPause(begun, monday)).changed).toBe(true);
    expect(valueOf(store.offerPause(ended, now)).changed).toBe(true);
    expect(store.held()?.pauses.map(({ until }) => until)).toEqual([now]);
    const back = store.offerPause(begun, now);
    expect(back.ok ? 'ok' : back.fault.code).toBe('rollback');
  });

  it('does not load a release that somebody put there by another key', () => {
    using folder = tempFolder();
    const first = stage(folder.path);
    const { signer, root } = first;
    first.store.offerRelease(signer.release([root]));
    const forged = signer.release([], { version: 7 }, generateSigningKey());
    first.state.db.prepare('UPDATE intake_document SET envelope = ?').run(JSON.stringify(forged));
    first.state[Symbol.dispose]();
    const second = stage(folder.path, signer);
    using _ = second.state;
    expect(second.store.release()).toBeUndefined();
    expect(second.store.loadFaults.map(({ code }) => code)).toEqual(['bad-signature']);
  });

  it('lets a release that names another server key wait for an assignment by that key', () => {
    using folder = tempFolder();
    const { signer, state, store, root } = stage(folder.path);
    using _ = state;
    store.offerRelease(signer.release([root]));
    store.offerAssignment(signer.assignment(), monday);
    store.offerFragment(root.sha256, root.body);
    const other = generateSigningKey();
    store.offerRelease(signer.release([root], { version: 2, serverKeys: [other.publicKey] }));
    expect(store.held()?.release.version).toBe(1);
    store.offerAssignment(signer.assignment({ serial: 2 }, other), monday);
    expect(store.held()?.release.version).toBe(2);
  });

  it('keeps what was assigned while no release has the unit that it is moved to', () => {
    using folder = tempFolder();
    const first = stage(folder.path);
    const { signer, store, root } = first;
    store.offerRelease(signer.release([root]));
    store.offerAssignment(signer.assignment(), monday);
    store.offerFragment(root.sha256, root.body);
    const moved = store.offerAssignment(signer.assignment({ serial: 2, unit: 'nowhere' }), monday);
    expect(moved.ok ? 'ok' : moved.fault).toEqual({ code: 'unit-unknown', version: 2 });
    expect(store.held()?.fragments.map(({ unit }) => unit)).toEqual(['root']);
    expect(store.waitsForUnit).toBe(true);
    // A new release is not held up by it.
    store.offerRelease(signer.release([root], { version: 2 }));
    expect(store.held()).toMatchObject({ release: { version: 2 }, assignment: { serial: 1 } });
    first.state[Symbol.dispose]();
    const second = stage(folder.path, signer);
    using _ = second.state;
    expect(second.store.held()).toMatchObject({ release: { version: 2 }, assignment: { serial: 1 } });
    const units = [{ id: 'nowhere', name: 'Somewhere now' }];
    const third = signer.release([{ unit: 'nowhere', sha256: root.sha256 }], {
      version: 3,
      organisation: organisation({ units }),
    });
    second.store.offerRelease(third);
    expect(second.store.held()).toMatchObject({ release: { version: 3 }, assignment: { serial: 2 } });
    expect(second.store.waitsForUnit).toBe(false);
  });

  it('waits with a release that no longer has the unit of this device', () => {
    using folder = tempFolder();
    const { signer, state, store, root } = stage(folder.path);
    using _ = state;
    store.offerRelease(signer.release([root]));
    store.offerAssignment(signer.assignment(), monday);
    store.offerFragment(root.sha256, root.body);
    const units = [{ id: 'other', name: 'Other' }];
    store.offerRelease(signer.release([], { version: 2, organisation: organisation({ units }) }));
    expect(store.held()?.release.version).toBe(1);
    expect(store.waitsForUnit).toBe(true);
    store.offerAssignment(signer.assignment({ serial: 2, unit: 'other' }), monday);
    expect(store.held()?.release.version).toBe(2);
  });

  it('does not load an assignment to a unit that its release does not have', () => {
    using folder = tempFolder();
    const first = stage(folder.path);
    const { signer, root } = first;
    first.store.offerRelease(signer.release([root]));
    first.store.offerAssignment(signer.assignment(), monday);
    first.store.offerFragment(root.sha256, root.body);
    first.state.db
      .prepare("UPDATE intake_document SET envelope = ? WHERE name = 'assignment'")
      .run(JSON.stringify(signer.assignment({ unit: 'nowhere' })));
    first.state[Symbol.dispose]();
    const second = stage(folder.path, signer);
    using _ = second.state;
    expect(second.store.loadFaults).toEqual([{ code: 'unit-unknown', version: 1 }]);
    // To say that it holds none is to be sent it again.
    expect(second.store.held()).toBeUndefined();
    expect(second.store.assignmentSerial).toBe(0);
  });

  it('goes back to no older document though the database was lost', () => {
    using folder = tempFolder();
    const first = stage(folder.path);
    const { signer, root, store } = first;
    store.offerRelease(signer.release([root], { version: 5 }));
    store.offerAssignment(signer.assignment({ serial: 7 }), monday);
    const floor = store.highMarks;
    first.state[Symbol.dispose]();
    using fresh = tempFolder();
    const second = stage(fresh.path, signer, floor);
    using _ = second.state;
    const older = second.store.offerRelease(signer.release([root], { version: 4 }));
    expect(older.ok ? 'ok' : older.fault).toEqual({ code: 'rollback', version: 4 });
    expect(second.store.highestRelease).toBe(5);
    expect(second.store.offerRelease(signer.release([root], { version: 5 })).ok).toBe(true);
    const lower = second.store.offerAssignment(signer.assignment({ serial: 6 }), monday);
    expect(lower.ok ? 'ok' : lower.fault).toEqual({ code: 'rollback', version: 6 });
    expect(second.store.offerAssignment(signer.assignment({ serial: 7 }), monday).ok).toBe(true);
  });
});
