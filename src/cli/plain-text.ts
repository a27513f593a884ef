// Control characters (C0, DEL, C1), and the marks by which text changes its direction on screen.
const unsafe = /[\p{Cc}\p{Bidi_Control}]/gu;
const unsafeButLines = /(?![\n\t])[\p{Cc}\p{Bidi_Control}]/gu;
// JSON itself escapes the rest of them.
const unsafeInJson = /(?!\n)[\p{Cc}\p{Bidi_Control}]/gu;

/** One line that cannot steer a terminal: what came from elsewhere is data. */
export const plainLine = (text: string): string =>
  text
    .replaceAll(/[ \t]*[\r\n]\s*/gu, ' ')
    .replaceAll('\t', ' ')
    .replaceAll(unsafe, '');

/** The same, keeping line breaks and tabs. */
export const plainText = (text: string): string =>
  text.replaceAll('\r\n', '\n').replaceAll(unsafeButLines, '');

/** JSON in which nothing can steer a terminal either; it parses to the same value. */
export const plainJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, null, indent).replaceAll(
    unsafeInJson,
    (character) => String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, '0'),
  );
