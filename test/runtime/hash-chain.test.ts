import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkEntries, genesis, hashOf, type ChainedEntry } from '#runtime/hash-chain.ts';

function chain(length: number): readonly ChainedEntry[] {
  const entries: ChainedEntry[] = [];
  let previous = genesis;
  for (let index = 1; index <= length; index += 1) {
    const account = index % 3 === 0 ? {} : { account: index % 3 === 1 ? 'kari' : 'ola' };
    const entry = { index, at: index * 1_000, kind: 'sent', body: `{"n":${index}}`, ...account };
    const hash = hashOf(previous, entry);
    entries.push({ ...entry, hash, previous });
    previous = hash;
  }
  return entries;
}
const changed = (at: number, by: Partial<ChainedEntry>): readonly ChainedEntry[] =>
  chain(9).map((entry) => (entry.index === at ? { ...entry, ...by } : entry));

describe('entries of a hash chain', () => {
  it('are verified in any order and with the gaps of what others may not see', () => {
    const all = chain(9);
    expect(checkEntries(all)).toBe('verified');
    expect(checkEntries([...all].reverse())).toBe('verified');
    expect(checkEntries(all.filter(({ account }) => account !== 'ola'))).toBe('verified');
    expect(checkEntries(all.slice(4))).toBe('verified');
  });

  it.each([
    ['another text', { body: '{}' }],
    ['another time', { at: 1 }],
    ['another kind', { kind: 'look' }],
    ['another account', { account: 'ola' }],
    ['no account', { account: null }],
    ['a salt', { salt: 'a'.repeat(32) }],
    ['another index', { index: 40 }],
    ['another hash', { hash: 'a'.repeat(64) }],
    ['another one before it', { previous: 'a'.repeat(64) }],
  ] as const)('are broken with %s in one of them', (_, by) => {
    expect(checkEntries(changed(4, by))).toBe('broken');
  });

  it('are broken where one stands twice, and where the first follows from something', () => {
    const [first, ...rest] = chain(3);
    expect(first).toBeDefined();
    if (first === undefined) return;
    expect(checkEntries([first, first, ...rest])).toBe('broken');
    const previous = 'b'.repeat(64);
    expect(checkEntries([{ ...first, previous, hash: hashOf(previous, first) }])).toBe('broken');
    // Nor can any other be the first of all.
    const moved = { ...first, index: 7 };
    expect(checkEntries([{ ...moved, hash: hashOf(genesis, moved) }])).toBe('broken');
  });

  it('are broken where one was written anew and its neighbour was not', () => {
    const at = chain(9)[3];
    expect(at).toBeDefined();
    const body = '{"n":"other"}';
    const hash = hashOf(at?.previous ?? '', { index: 4, at: 4_000, kind: 'sent', account: 'kari', body });
    expect(checkEntries(changed(4, { body, hash }))).toBe('broken');
  });

  it('are unchecked where one does not say what came before it, unless another is broken', () => {
    const silent = chain(9).map((entry) => {
      const { previous: _, ...rest } = entry;
      return entry.index === 5 ? rest : entry;
    });
    expect(checkEntries(silent)).toBe('unchecked');
    expect(checkEntries([])).toBe('unchecked');
    expect(checkEntries(silent.map((one) => (one.index === 2 ? { ...one, body: '' } : one)))).toBe('broken');
  });

  it('are verified whatever is left out', () => {
    fc.assert(
      fc.property(fc.subarray([...chain(12)], { minLength: 1 }), (some) => {
        expect(checkEntries(some)).toBe('verified');
      }),
    );
  });
});
