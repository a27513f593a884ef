import { parseDocument } from 'yaml';

/** Which of the files that IT writes a text is, by its field `portvakt`; whatever says nothing else counts as a policy. */
export type FileKind = 'organisation' | 'server' | 'policy';

const hint = /portvakt["']?\s*:\s*["']?(organisation|server)\/1/;
const mark = /^(organisation|server)\/1$/;

/** Asks the parser only where the text could be another kind: a ban may speak of such a file in its own words. */
export function fileKind(text: string): FileKind {
  const hinted = hint.exec(text)?.[1];
  if (hinted === undefined) return 'policy';
  const document = parseDocument(text, { prettyErrors: false });
  // Of a text that is no YAML the parser knows nothing for sure: the first mark in it is the best that there is.
  if (document.errors.length > 0) return hinted as FileKind;
  const said = fieldOf(document, 'portvakt');
  return (said === undefined ? 'policy' : (mark.exec(said)?.[1] ?? 'policy')) as FileKind;
}

/** What a file is about: two texts with the same key are versions of one file, whatever their names. */
export type FilePlace = { readonly kind: FileKind; readonly unit?: string; readonly pack?: string };

/** Undefined where a policy file is so broken that it does not say its unit. */
export function filePlace(text: string): FilePlace | undefined {
  const kind = fileKind(text);
  if (kind !== 'policy') return { kind };
  const document = parseDocument(text, { prettyErrors: false });
  const unit = fieldOf(document, 'unit');
  const pack = fieldOf(document, 'pack');
  return unit === undefined ? undefined : { kind, unit, ...(pack === undefined ? {} : { pack }) };
}

export const placeKey = ({ kind, unit = '', pack = '' }: FilePlace): string => `${kind} ${unit} ${pack}`;

function fieldOf(document: ReturnType<typeof parseDocument>, name: string): string | undefined {
  try {
    const value: unknown = document.get(name);
    return typeof value === 'string' ? value : undefined;
  } catch {
    // The text is a list or a single word: it has no fields.
    return undefined;
  }
}
