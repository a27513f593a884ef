type Fact = { readonly id: string; readonly name: string; readonly value: string };

/** A fact that two versions tell differently, or that only one of them tells. */
export type FactChange<F extends Fact> = {
  readonly id: string;
  readonly name: string;
  readonly before?: F;
  readonly after?: F;
};

/** What differs between two tellings of the same thing, in the order in which they are told. */
export function factChanges<F extends Fact>(
  before: readonly F[],
  after: readonly F[],
): readonly FactChange<F>[] {
  const was = new Map(before.map((one) => [one.id, one]));
  const now = new Map(after.map((one) => [one.id, one]));
  // What is gone stands where it stood: after the fact that came before it.
  const ids: string[] = after.map(({ id }) => id);
  before.forEach(({ id }, index) => {
    if (now.has(id)) return;
    const previous = before[index - 1]?.id;
    ids.splice(previous === undefined ? 0 : ids.indexOf(previous) + 1, 0, id);
  });
  return ids.flatMap((id) => {
    const [old, next] = [was.get(id), now.get(id)];
    if (old?.value === next?.value) return [];
    return [
      {
        id,
        name: (next ?? old)?.name ?? id,
        ...(old === undefined ? {} : { before: old }),
        ...(next === undefined ? {} : { after: next }),
      },
    ];
  });
}
