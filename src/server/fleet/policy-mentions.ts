import type { PolicyMention } from '#protocol/console-fleet.ts';
import type { PolicyFileText } from '#protocol/console-policies.ts';

export type KeptText = PolicyFileText & ({ readonly version: number } | { readonly draft: string });
/** Every policy file that is kept: of releases and of drafts. */
export type PolicyTexts = () => AsyncIterable<KeptText>;

export const mostMentions = 100;

/**
 * Where policy files name something, as a word of its own, without regard to case. A policy is signed and people's own
 * text: it is never changed by an erasure, whoever erases is told where to look.
 */
export async function policyMentions(texts: PolicyTexts, name: string): Promise<PolicyMention[]> {
  const found: PolicyMention[] = [];
  // As it stands in a plain text, and as it stands between double quotes.
  const forms = [...new Set([name, JSON.stringify(name).slice(1, -1)])].map((form) =>
    form.replaceAll(/[$()*+./?[\\\]^{|}]/g, String.raw`\$&`),
  );
  const word = new RegExp(`(?<![\\p{L}\\p{N}_-])(?:${forms.join('|')})(?![\\p{L}\\p{N}_-])`, 'iu');
  for await (const { name: file, text, ...where } of texts()) {
    if (!word.test(text)) continue;
    for (const [at, line] of text.split('\n').entries()) {
      if (!word.test(line)) continue;
      found.push({ ...where, file, line: at + 1 });
      if (found.length === mostMentions) return found;
    }
  }
  return found;
}
