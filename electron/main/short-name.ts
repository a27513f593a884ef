/** Controls, and marks that turn the order of letters around or cannot be seen. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu;

/**
 * A name that somebody else wrote, for a place of ours: one line, without what could hide or turn around the rest of the
 * sentence, and of at most `most` characters.
 */
export function shortName(name: string, most = 60): string {
  const letters = Array.from(name.replace(unseen, ' ').trim());
  return letters.length <= most ? letters.join('') : `${letters.slice(0, most - 1).join('')}…`;
}
