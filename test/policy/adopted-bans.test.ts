import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adoptedBans, effectHere, type PackTerms } from '#policy/adopted-bans.ts';
import { checkPackBans } from '#policy/check-pack-bans.ts';
import { checkPolicies } from '#policy/check-policies.ts';
import { compareEffects, effects } from '#policy/effect-order.ts';
import { buildRelease } from '#policy/publish.ts';
import { ban, organisation } from '#test/kit/policy-builder.ts';

const terms = (over: Partial<PackTerms> = {}): PackTerms => ({
  pack: 'advice',
  highestEffect: 'block',
  weakened: new Map(),
  ...over,
});
const effect = fc.constantFrom(...effects);
const grace = { workingDays: 3, until: '2026-06-01' };

describe('bans of a pack', () => {
  it('never do more than the pack, the terms or the weakening say, and always pass the checks of a policy', () => {
    fc.assert(
      fc.property(
        effect,
        effect,
        fc.option(fc.constantFrom('none' as const, ...effects)),
        fc.constantFrom('none', 'offer', 'require'),
        (says, highestEffect, weakened, removal) => {
          const given = ban({
            id: 'x',
            effect: says,
            removal,
            pausable: true,
            ...(says === 'block' ? { grace } : {}),
          });
          const under = terms({
            highestEffect,
            weakened: new Map(weakened === null ? [] : [['x', weakened]]),
          });
          const here = effectHere(given, under);
          for (const most of [says, highestEffect, weakened ?? says])
            expect(compareEffects(here, most)).toBeLessThanOrEqual(0);
          const adopted = adoptedBans([given], under);
          expect(adopted.map((one) => [one.id, one.effect])).toEqual(
            here === 'none' ? [] : [['advice-x', here]],
          );
          const value = { portvakt: 'policy/1', unit: 'root', bans: [...adopted] } as const;
          const faultAt = (field: string, message: string, advice: string) => ({
            ...{ file: 'x', line: 0, column: 0, field, message, advice },
          });
          // Without pauses: what an authority allows is not what the organisation allows.
          const strictly = organisation({ limits: { exemptions: true, longestPauseHours: 0 } });
          expect(
            checkPolicies(strictly, [{ file: 'x', value: { ...value, bans: [...adopted] }, faultAt }]),
          ).toEqual([]);
        },
      ),
    );
  });

  it('speak only of the apps for which the pack is followed', () => {
    const two = ban({ id: 'two', apps: ['telegram', 'tiktok'] });
    const [one] = adoptedBans([two], terms({ apps: ['tiktok', 'max'] }));
    expect(one?.apps).toEqual(['tiktok']);
    expect(adoptedBans([two], terms({ apps: ['max'] }))).toEqual([]);
    const { apps: _, ...rest } = two;
    const inline = {
      ...rest,
      matcher: { name: 'X', all: [{ kind: 'deb-package', value: 'x' }] },
    } as typeof two;
    expect(adoptedBans([inline], terms({ apps: ['tiktok'] }))).toEqual([]);
    expect(adoptedBans([inline], terms())).toHaveLength(1);
  });

  it('must have names that stay ids, and no audience but classes', () => {
    const known = new Set(['telegram']);
    expect(checkPackBans('advice', [ban()], known)).toEqual([]);
    expect(checkPackBans('own', [ban()], known)).toEqual(['a pack cannot be called `own`']);
    const long = ban({ id: 'b'.repeat(40) });
    expect(checkPackBans('p'.repeat(40), [long], known).join()).toContain('too long together');
    expect(checkPackBans('advice', [ban({ audience: { labels: ['x'] } })], known)).toHaveLength(1);
  });
});

describe('a release with packs', () => {
  it('has one fragment for a unit, its own bans first, and the terms of each pack once', () => {
    const subscription = { pack: 'b', authorityKey: 'AAAA', highestEffect: 'warn', mode: 'adopt' } as const;
    const mine = { ...subscription, pack: 'a', mode: 'hold' } as const;
    const file = { portvakt: 'policy/1', unit: 'root' } as const;
    const { release, fragments } = buildRelease(
      {
        organisation: organisation({ subscriptions: [mine] }),
        policies: [
          { ...file, pack: 'b', bans: [ban({ id: 'b-x' })], subscription, apps: [{ id: 'chatter' }] },
          { ...file, pack: 'a', bans: [ban({ id: 'a-x' })], subscription: { ...mine, mode: 'adopt' } },
          { ...file, bans: [ban({ id: 'own' })] },
        ],
        version: 1,
        issuedAt: 1,
        serverKeys: ['AAAA'],
      },
      (text) => String(text.length),
    );
    expect(release.organisation.subscriptions).toEqual([mine, subscription]);
    const [fragment] = fragments.map(
      ({ body }) => JSON.parse(body) as { bans: { id: string }[]; apps: unknown },
    );
    expect(fragments).toHaveLength(1);
    expect(fragment?.bans.map(({ id }) => id)).toEqual(['own', 'a-x', 'b-x']);
    expect(fragment?.apps).toEqual([{ id: 'chatter' }]);
  });
});
