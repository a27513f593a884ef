import type { ResponseOf } from '#protocol/console-server.ts';
import type { FieldFault } from './ban-faults.ts';

type Draft = Pick<ResponseOf<'getDraft'>, 'faults' | 'files' | 'content'>;
type FileFault = Draft['faults'][number];
export type ServerFault = {
  /** The field's place in the ban, `/basis/reference`; '' for the ban as a whole. */
  readonly field: string;
  readonly message: string;
  readonly advice: string;
  /** The same in words of the console; absent where it knows none. */
  readonly known?: FieldFault;
};

/** Faults that the server found in one ban of a draft, by the field's place in the ban. */
export function serverFaultsOf(draft: Draft, unit: string, ban: string): readonly ServerFault[] {
  return draft.faults.flatMap((fault) => {
    const place = placeOfFault(draft, fault);
    if (place?.unit !== unit || place.ban !== ban) return [];
    const { message, advice } = fault;
    const known = knownFault(place.field, message);
    return [{ field: place.field, message, advice, ...(known === undefined ? {} : { known }) }];
  });
}

export type FaultPlace = { readonly unit: string; readonly ban: string; readonly field: string };

/** The ban in which a fault of a draft is, and where in it; undefined where it is in no ban that can be read. */
export function placeOfFault(draft: Draft, { file, field }: FileFault): FaultPlace | undefined {
  const [, index, rest = ''] = /^\/bans\/(\d+)(\/.*)?$/.exec(pointerOf(field)) ?? [];
  const text = draft.files.find(({ name }) => name === file)?.text;
  if (index === undefined || text === undefined) return undefined;
  const policy = draft.content?.policies.find(
    (one) => says(text, 'unit', one.unit) && (one.pack === undefined || says(text, 'pack', one.pack)),
  );
  const ban = policy?.bans[Number(index)];
  return policy === undefined || ban === undefined
    ? undefined
    : { unit: policy.unit, ban: ban.id, field: rest };
}

/** `bans[0].pausable`, as faults name a place, as `/bans/0/pausable`. */
const pointerOf = (field: string): string =>
  field.startsWith('/') ? field : `/${field.replaceAll(/\[(\d+)\]/g, '/$1').replaceAll('.', '/')}`;

/** Whether a file says this at its top, as each says whose it is. Slugs need no escaping. */
const says = (text: string, key: string, slug: string): boolean =>
  new RegExp(`^${key}:\\s*["']?${slug}["']?\\s*(?:#.*)?$`, 'm').test(text);

/** Sentences of `policy/check-policies.ts`; a test makes each of them. */
const sentences: readonly (readonly [field: RegExp, message: RegExp, fault: FieldFault])[] = [
  [/^/, /does not exist$/, 'no-day'],
  [/^\/review$/, /not after `from`/, 'wrong-order'],
  [/^\/grace\/until$/, /ends before/, 'wrong-order'],
  [/^\/basis\/toBeWrittenBy$/, /within 30 days/, 'wrong-month'],
  [/^\/grace$/, /does not block/, 'no-grace'],
  [/^\/pausable$/, /allows no pause/, 'no-pause'],
  [/^\/audience\/units/, /is not a unit under/, 'no-unit'],
  [/^\/apps/, /has no app/, 'no-app'],
  [/^$/, /either `apps` or a `matcher`/, 'no-thing'],
  [/^\/id$/, /already belongs/, 'id-twice'],
];

export const knownFault = (field: string, message: string): FieldFault | undefined =>
  sentences.find(([at, said]) => at.test(field) && said.test(message))?.[2];

/** Where the editor shows what is wrong with a field: the field itself, or what it is part of. */
export function editorPlace(field: string): string {
  for (let at = field; at !== ''; at = at.slice(0, at.lastIndexOf('/')))
    if (
      places.has(at) ||
      /^\/notice\/furtherReading\/\d+\/(?:url|title)$|^\/matcher\/(?:name|all\/\d+\/value)$/.test(at)
    )
      return at;
  return '';
}

const places = new Set([
  '/from',
  '/review',
  '/grace',
  '/grace/workingDays',
  '/grace/until',
  '/pausable',
  '/audience/units',
  '/audience/labels',
  '/audience/withoutLabels',
  '/exemptions/longestDays',
  '/basis/statedBy',
  '/basis/decidedBy',
  '/basis/reference',
  '/basis/date',
  '/basis/toBeWrittenBy',
  '/notice/why',
  '/matcher',
]);
