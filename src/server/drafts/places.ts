import { filePlace, type FilePlace } from '#policy/file-kind.ts';

const mostCharacters = 16_000_000;
const known = new Map<string, FilePlace | undefined>();
let characters = 0;

/** `filePlace`, remembered by text: of a policy's files an edit changes one, and reading the others again takes long. */
export function placeOf(text: string): FilePlace | undefined {
  if (known.has(text)) return known.get(text);
  const place = filePlace(text);
  known.set(text, place);
  characters += text.length;
  for (const oldest of known.keys()) {
    if (characters <= mostCharacters) break;
    known.delete(oldest);
    characters -= oldest.length;
  }
  return place;
}
