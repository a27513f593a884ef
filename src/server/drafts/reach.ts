import { placeKey, type FilePlace } from '#policy/file-kind.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { PolicyFileText } from '#protocol/console-policies.ts';
import { isGenerated } from '#server/policies/index.ts';
import type { Refusal } from '#server/store/refusal.ts';
import { placeOf } from './places.ts';

/** Whose a file is: an operator writes in the files of his unit and of those below it, and reads those above it too. */
export type Reach = {
  /** The root unit's operators reach everything. */
  readonly whole: boolean;
  readonly writes: (unit: string) => boolean;
  readonly reads: (unit: string) => boolean;
};

/** The units that differ between two sets of files, found without a parser's blessing: broken files have owners too. */
export function touchedUnits(
  before: readonly PolicyFileText[],
  after: readonly PolicyFileText[],
  root: string,
): string[] {
  const [old, now] = [byPlace(before), byPlace(after)];
  const changed = [...new Set([...old.keys(), ...now.keys()])].filter(
    (key) => old.get(key)?.text !== now.get(key)?.text,
  );
  return [...new Set(changed.map((key) => (old.get(key) ?? now.get(key))?.place?.unit ?? root))];
}

/** Refused where an edit touches what is not the operator's, the file of the organisation or of the server among it. */
export function withinReach(
  reach: Reach,
  before: readonly PolicyFileText[],
  after: readonly PolicyFileText[],
): Outcome<undefined, Refusal> {
  if (reach.whole) return ok(undefined);
  const [old, now] = [byPlace(before), byPlace(after)];
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = [old.get(key), now.get(key)];
    if (was?.text === is?.text) continue;
    const place = (was ?? is)?.place;
    if (place?.unit === undefined)
      return outside(`${(was ?? is)?.name ?? 'a file'} concerns the whole organisation`);
    if (!reach.writes(place.unit)) return outside(`the file of the unit \`${place.unit}\` is not yours`);
  }
  return ok(undefined);
}

/** Files that the operator may read: not those of units beside his own, nor broken ones of which nobody knows whose they are. */
export function readable(reach: Reach, files: readonly PolicyFileText[]): readonly PolicyFileText[] {
  if (reach.whole) return files;
  return files.filter(({ text }) => {
    const place = placeOf(text);
    return place !== undefined && (place.unit === undefined || reach.reads(place.unit));
  });
}

/** What somebody sent who sees a part: the rest stays as it is. */
export function withHidden(
  reach: Reach,
  before: readonly PolicyFileText[],
  sent: readonly PolicyFileText[],
): PolicyFileText[] {
  const seen = new Set(readable(reach, before));
  return [...sent, ...before.filter((file) => !seen.has(file))];
}

export const outside = (detail: string) => fail<Refusal>({ problem: 'outside-unit', detail });

type Placed = PolicyFileText & { readonly place: FilePlace | undefined };

/** Two files of one place are a fault that the parser tells of; here the one counts for the change of both. */
export function byPlace(files: readonly PolicyFileText[]): Map<string, Placed> {
  const found = new Map<string, Placed>();
  for (const file of files) {
    if (isGenerated(file)) continue;
    const place = placeOf(file.text);
    const key = place === undefined ? `broken ${file.name}` : placeKey(place);
    const same = found.get(key);
    found.set(key, { ...file, text: same === undefined ? file.text : `${same.text}\0${file.text}`, place });
  }
  return found;
}
