import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Ban } from '#policy/ban.ts';
import { parsePolicyFile } from '#policy/publish.ts';
import type { PolicyFileText } from '#protocol/console-policies.ts';
import { rebase } from '#server/drafts/rebase.ts';
import { unitFile } from '#test/kit/draft-desk.ts';
import { ban } from '#test/kit/policy-builder.ts';

const ids = ['a', 'b', 'c', 'd', 'e'];
/** Which bans a side has, each with an effect. */
const side = fc.dictionary(fc.constantFrom(...ids), fc.constantFrom('inform', 'warn', 'block'));
type Side = Readonly<Record<string, Ban['effect']>>;
const filesOf = (bans: Side) => [
  unitFile(
    'kommune',
    Object.entries(bans).map(([id, effect]) => ban({ id, effect })),
  ),
];
const said = (files: readonly { readonly text: string }[]): Side =>
  Object.fromEntries(
    files.flatMap(({ text }) => {
      const read = parsePolicyFile(text, 'f.yaml');
      if (!read.ok) throw new Error(JSON.stringify(read.fault));
      return read.value.value.bans.map(({ id, effect }) => [id, effect] as const);
    }),
  );

it('joins ban by ban: what one side changed is there, what both changed differently is a conflict', () => {
  fc.assert(
    fc.property(side, side, side, (base: Side, draft: Side, published: Side) => {
      const joined = rebase(filesOf(base), filesOf(draft), filesOf(published));
      const clashes = ids.filter(
        (id) => draft[id] !== base[id] && published[id] !== base[id] && draft[id] !== published[id],
      );
      if (clashes.length > 0) {
        expect(joined.ok ? [] : joined.fault.toSorted()).toEqual(clashes.map((id) => `kommune/${id}`));
        return;
      }
      const wanted = ids.flatMap((id) => {
        const effect = draft[id] === base[id] ? published[id] : draft[id];
        return effect === undefined ? [] : [[id, effect] as const];
      });
      expect(joined.ok ? said(joined.value) : joined.fault).toEqual(Object.fromEntries(wanted));
    }),
    { numRuns: 400 },
  );
});

it('loses no catalogue entry of a file that both changed', () => {
  const file = (apps: readonly string[], bans: readonly string[]): PolicyFileText[] => [
    {
      name: 'bans/kommune.yaml',
      text: JSON.stringify({
        portvakt: 'policy/1',
        unit: 'kommune',
        apps: apps.map((id) => ({ id })),
        bans: bans.map((id) => ban({ id })),
      }),
    },
  ];
  const both = rebase(file(['a'], ['x']), file(['a', 'b'], ['x']), file(['a'], ['x', 'y']));
  expect(both).toEqual({ ok: false, fault: ['kommune/apps'] });
  const same = rebase(file(['a'], ['x']), file(['a', 'b'], ['x']), file(['a', 'b'], ['x', 'y']));
  expect(same.ok).toBe(true);
});
