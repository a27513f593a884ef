import { Type, type Static } from 'typebox';
import { Compile } from 'typebox/compile';

const Text = Type.String({ maxLength: 4096 });

/** The one line that `child.ts` prints. */
export const IdentityAnswer = Type.Object(
  {
    osName: Text,
    osVersion: Text,
    manufacturer: Text,
    model: Text,
    chassis: Text,
    hardwareId: Text,
  },
  { additionalProperties: false },
);
export type IdentityAnswer = Static<typeof IdentityAnswer>;

const validator = Compile(IdentityAnswer);

/** Undefined where the line is not an answer. */
export function parseAnswer(line: string): IdentityAnswer | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  return validator.Check(value) ? value : undefined;
}

const lengthLimit = 128;
/** What makers write where they wrote nothing. */
const placeholders =
  /^(to be filled by o\.?e\.?m\.?|default string|system (manufacturer|product name)|none|n\/a|unknown|-|0+)$/i;

/** One line of plain text, at most 128 characters, '' for a maker's placeholder. */
export function tidy(text: string): string {
  const plain = text.replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\s]+/gu, ' ').trim();
  return placeholders.test(plain) ? '' : plain.slice(0, lengthLimit).trim();
}
