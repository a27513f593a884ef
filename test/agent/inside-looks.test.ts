import { describe, expect, it } from 'vitest';
import { createInsideLooks, type Met } from '#agent/inside-looks.ts';
import type { ThoroughIdentity } from '#platform/program-identity/port.ts';
import { settled } from '#test/kit/fake-clock.ts';
import { kari, ola, stampOf } from '#test/kit/fake-platform.ts';
import { running } from '#test/kit/policy-builder.ts';

const stamp = stampOf();
const marker = { kind: 'binary-marker', value: 'a string' } as const;
const inside: ThoroughIdentity = { stamp, evidence: [marker], print: 'p' };

async function look(over: Partial<Met>, found: ThoroughIdentity | Error = inside) {
  const added: unknown[] = [];
  const files: unknown[] = [];
  const seen = { armed: 0, faults: 0 };
  const ask = createInsideLooks({
    identifier: {
      thorough: (file) => {
        files.push(file);
        return found instanceof Error ? Promise.reject(found) : Promise.resolve(found);
      },
    },
    sessions: { accounts: () => [kari] },
    armed: { add: (identity) => added.push(identity) === 1 },
    arm: () => void (seen.armed += 1),
    onFault: () => void (seen.faults += 1),
  });
  const identity = { stamp, evidence: [{ kind: 'exe-name', value: 'Telegram' } as const] };
  ask({ identity, subject: running(), path: '/home/kari/Telegram', uid: kari.uid, ...over });
  await settled();
  return { added, files, ...seen };
}

describe('a look into what was refused by its name', () => {
  it('arms its copies', async () => {
    const { added, armed, files } = await look({});
    expect(files).toEqual([{ path: '/home/kari/Telegram', home: kari.home }]);
    expect([added, armed]).toEqual([[inside], 1]);
  });

  it('waits for the end of a long look', async () => {
    const later = Promise.resolve(inside);
    expect((await look({}, { stamp, evidence: [], complete: false, later })).added).toEqual([inside]);
  });

  it.each([
    ['another file lies there by now', { ...inside, stamp: stampOf() }],
    ['nothing was found in it', { stamp, evidence: [] }],
  ])('does nothing where %s', async (_, found) => {
    const { added, armed } = await look({}, found);
    expect([added, armed]).toEqual([[], 0]);
  });

  it.each([
    ['a package owns it', { identity: { stamp, evidence: [], owned: true } }],
    ['it was looked into', { identity: inside }],
    ['it lies elsewhere', { identity: { stamp, evidence: [], foreign: true } }],
    ['the kernel cannot name it', { path: '' }],
  ] as const)('is not taken where %s', async (_, over) => {
    expect((await look(over)).files).toEqual([]);
  });

  it('tells of a fault', async () => {
    expect((await look({}, new Error('gone'))).faults).toBe(1);
  });

  // More would crowd out the looks by which what runs is judged, and have the PC say that it cannot look into files.
  it('is at a few files of an account at once: what comes beyond is left', async () => {
    const looks = new Map<number, PromiseWithResolvers<ThoroughIdentity>[]>();
    const ask = createInsideLooks({
      identifier: {
        thorough: ({ home }) => {
          const one = Promise.withResolvers<ThoroughIdentity>();
          const uid = home === kari.home ? kari.uid : ola.uid;
          looks.set(uid, [...(looks.get(uid) ?? []), one]);
          return one.promise;
        },
      },
      sessions: { accounts: () => [kari, ola] },
      armed: { add: () => true },
      arm: () => undefined,
      onFault: () => undefined,
    });
    const meet = (uid: number): void =>
      ask({ identity: { stamp: stampOf(), evidence: [] }, subject: running(), path: '/x/Telegram', uid });
    for (let n = 0; n < 1_000; n += 1) meet(kari.uid);
    meet(ola.uid);
    expect(looks.get(kari.uid)?.length).toBeLessThan(32);
    expect(looks.get(ola.uid)).toHaveLength(1);
    const before = looks.get(kari.uid)?.length ?? 0;
    looks.get(kari.uid)?.[0]?.resolve(inside);
    looks.get(kari.uid)?.[1]?.reject(new Error('gone'));
    await settled();
    for (let n = 0; n < 5; n += 1) meet(kari.uid);
    expect(looks.get(kari.uid)).toHaveLength(before + 2);
  });
});
