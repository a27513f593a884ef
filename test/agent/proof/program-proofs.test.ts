import { describe, expect, it } from 'vitest';
import {
  guardVerdict,
  ProgramProofs,
  type ProgramLayer,
  type TriedLayer,
} from '#agent/proof/program-proofs.ts';
import type { CanaryEnd } from '#platform/canary/port.ts';
import { fail, ok } from '#policy/outcome.ts';
import type { Receipt } from '#policy/proof.ts';
import { FakeClock, settled } from '#test/kit/fake-clock.ts';
import { stampOf } from '#test/kit/fake-platform.ts';
import { day, monday } from '#test/kit/policy-builder.ts';

const second = 1_000;
const minute = 60 * second;
const guarding = { kind: 'guarding', unguarded: [] } as const;
const gap = { kind: 'gap', why: 'it did not answer' } as const;

function world(
  over: { tried?: [ProgramLayer, TriedLayer][]; release?: number | undefined; fault?: string } = {},
) {
  const clock = new FakeClock(monday);
  const tried = new Map<ProgramLayer, TriedLayer>(over.tried);
  const receipts: Receipt[] = [];
  const starts: string[] = [];
  const pair = {
    guarded: { path: 'guarded', stamp: stampOf() },
    stopped: { path: 'stopped', stamp: stampOf() },
  };
  const ends: Record<string, CanaryEnd> = { guarded: { kind: 'refused' }, stopped: { kind: 'ended' } };
  const seen = { proofs: 0, armed: 0 };
  const place = { pair, fault: over.fault };
  const proofs = new ProgramProofs({
    canaries: {
      place: () => (place.fault === undefined ? ok(place.pair) : fail(place.fault)),
      start: async (path) => {
        starts.push(path);
        await Promise.resolve();
        return ends[path] ?? { kind: 'ran' };
      },
    },
    clock,
    now: () => clock.now(),
    release: () => ('release' in over ? over.release : 7),
    watch: () => ({ kind: 'announced' }),
    version: '1',
    arm: async () => {
      seen.armed += 1;
      await Promise.resolve();
    },
    tried: (layer) => tried.get(layer),
    keep: (layer, one, receipt) => {
      tried.set(layer, one);
      receipts.push(receipt);
    },
    onProof: () => void (seen.proofs += 1),
    onFault: (fault) => {
      throw fault;
    },
    random: () => 0.5,
  });
  const told = () => receipts.splice(0).map(({ layer, level, result }) => [layer, result, level]);
  return { clock, tried, receipts, starts, ends, seen, place, proofs, told };
}
const blocked = [
  ['process-stop', 'blocked', 'stopped-after-start'],
  ['exec-guard', 'blocked', 'denied-before-start'],
];

describe('the proof that programs are blocked', () => {
  it('comes as soon as the guard guards, and once for each layer', async () => {
    const { proofs, receipts, seen, told } = world();
    await using _ = proofs;
    proofs.guardIs(guarding);
    await settled();
    expect([proofs.proof(), receipts.length]).toEqual(['untried', 0]);
    proofs.begin();
    await settled();
    expect(proofs.proof()).toBe('blocked');
    expect(seen.proofs).toBe(1);
    expect(receipts.map(({ release, triedAt }) => [release, triedAt])).toEqual([
      [7, monday],
      [7, monday],
    ]);
    expect(told()).toEqual(blocked);
  });

  it('without a guard is of the stop alone, once the agent has settled', async () => {
    const { clock, proofs, starts, told } = world();
    await using _ = proofs;
    proofs.guardIs({ kind: 'unsupported', why: 'no fanotify' });
    proofs.begin();
    await clock.advance(4 * second);
    expect(starts).toEqual([]);
    await clock.advance(2 * second);
    expect(told()).toEqual([blocked[0]]);
    expect(starts).toEqual(['stopped']);
  });

  it('is told weekly, with jitter, and not sooner after a restart of the agent', async () => {
    const first = world();
    first.proofs.guardIs(guarding);
    first.proofs.begin();
    await settled();
    await first.clock.advance(7 * day);
    expect(first.told()).toEqual(blocked);
    await first.clock.advance(day);
    expect(first.told()).toEqual(blocked);
    await first.proofs[Symbol.asyncDispose]();

    const second = world({
      tried: [...first.tried].map(([layer, one]) => [layer, { ...one, at: monday, due: monday + day }]),
    });
    await using _ = second.proofs;
    second.proofs.guardIs(guarding);
    second.proofs.begin();
    await settled();
    expect(second.proofs.proof()).toBe('blocked');
    expect(second.told()).toEqual([]);
    await second.clock.advance(day + minute);
    expect(second.told()).toEqual(blocked);
  });

  it('is tried anew whenever the guard was restarted, and told of only if it differs', async () => {
    const { clock, ends, proofs, starts, told } = world();
    await using _ = proofs;
    proofs.guardIs(guarding);
    proofs.begin();
    await settled();
    told();
    proofs.guardIs(gap);
    expect(proofs.proof()).toBe('untried');
    proofs.guardIs(guarding);
    await settled();
    expect([proofs.proof(), told()]).toEqual(['blocked', []]);
    expect(starts.filter((one) => one === 'guarded')).toHaveLength(2);
    proofs.guardIs(gap);
    ends['guarded'] = { kind: 'ran' };
    proofs.guardIs(guarding);
    await settled();
    expect([proofs.proof(), told()]).toEqual(['not-blocked', [['exec-guard', 'not-blocked', 'blind']]]);
    // It is soon tried again, and believed again once it refuses.
    ends['guarded'] = { kind: 'refused' };
    await clock.advance(61 * second);
    expect([proofs.proof(), told()]).toEqual(['blocked', [blocked[1]]]);
  });

  it('says nothing of a guard that ceased to guard while it was tried', async () => {
    const { proofs, told } = world();
    await using _ = proofs;
    proofs.guardIs(guarding);
    proofs.begin();
    proofs.guardIs({ kind: 'off' });
    await settled();
    expect(proofs.proof()).toBe('untried');
    expect(told()).toEqual([blocked[0]]);
  });

  it('cannot be had while the guard is restarted: told of if that lasts', async () => {
    const { clock, proofs, receipts, told } = world();
    await using _ = proofs;
    proofs.guardIs(gap);
    proofs.begin();
    await clock.advance(50 * second);
    expect(told()).toEqual([blocked[0]]);
    await clock.advance(20 * second);
    expect(receipts[0]?.why).toBe('it did not answer');
    expect(told()).toEqual([['exec-guard', 'could-not-try', 'blind']]);
    await clock.advance(6 * day);
    expect(told()).toEqual([]);
  });

  it('is given when the server asks, once an hour', async () => {
    const { clock, proofs, told } = world();
    await using _ = proofs;
    proofs.guardIs(guarding);
    proofs.begin();
    await settled();
    told();
    proofs.prove();
    proofs.prove();
    await settled();
    expect(told()).toEqual(blocked);
    proofs.prove();
    await clock.advance(minute);
    expect(told()).toEqual([]);
    await clock.advance(60 * minute);
    proofs.prove();
    await settled();
    expect(told()).toEqual(blocked);
  });

  it('is tried anew by another version', async () => {
    const one = { at: monday, due: monday + 3 * day, result: 'blocked' } as const;
    const { clock, proofs, told } = world({
      tried: [
        ['process-stop', { ...one, what: '1 announced' }],
        ['exec-guard', { ...one, what: '0' }],
      ],
    });
    await using _ = proofs;
    proofs.guardIs(guarding);
    proofs.begin();
    await clock.advance(minute);
    expect(told()).toEqual([blocked[1]]);
  });

  it('has the listener take a canary that was made anew', async () => {
    const { place, proofs, seen } = world();
    await using _ = proofs;
    proofs.guardIs(guarding);
    proofs.begin();
    await settled();
    const [before] = proofs.armed();
    const stamp = { ...stampOf(), ctimeNs: 99n };
    place.pair = { ...place.pair, stopped: { path: 'stopped', stamp } };
    proofs.prove();
    await settled();
    expect(seen.armed).toBe(1);
    expect(proofs.armed()).toMatchObject([{ stamp, uids: 'all' }]);
    expect(proofs.armed()[0]?.token).not.toBe(before?.token);
  });

  it('says why the canary cannot be there, and starts nothing', async () => {
    const { proofs, receipts, starts } = world({ fault: 'the disk is full' });
    await using _ = proofs;
    expect([proofs.guarded, proofs.armed()]).toEqual([undefined, []]);
    proofs.guardIs(guarding);
    proofs.begin();
    await settled();
    expect(receipts.map(({ result, why }) => [result, why])).toEqual([
      ['could-not-try', 'the disk is full'],
      ['could-not-try', 'the disk is full'],
    ]);
    expect([starts, proofs.proof()]).toEqual([[], 'untried']);
  });

  it('is of no interest without a policy', async () => {
    const { clock, proofs, starts } = world({ release: undefined });
    await using _ = proofs;
    proofs.begin();
    proofs.prove();
    await clock.advance(8 * day);
    expect(starts).toEqual([]);
  });

  it.each([
    ['refused', 'ended', 'blocked'],
    ['refused', 'ran', 'blocked'],
    // Another product refuses everything of that account, or nothing may be started there at all.
    ['refused', 'refused', 'could-not-try'],
    ['ran', 'ended', 'not-blocked'],
    ['ended', 'ended', 'not-blocked'],
  ] as const)('canary %s, the other one %s: %s', (kind, other, result) => {
    expect(guardVerdict({ kind }, { kind: other }).result).toBe(result);
  });
});
