import type { Language } from './language.ts';
import { text } from './text.ts';

/** Why an organisation may demand something, as a ban says it (the policy room has the schema). */
export type BasisWords =
  | {
      readonly kind: 'decision' | 'law' | 'risk-assessment' | 'advice';
      readonly decidedBy: string;
      readonly reference: string;
      readonly date: string;
    }
  | {
      readonly kind: 'unwritten';
      readonly statedBy: string;
      readonly date: string;
      readonly toBeWrittenBy: string;
    };

/** The sentence under "Who decided". */
export const basisText = (language: Language, basis: BasisWords): string =>
  basis.kind === 'unwritten'
    ? text(language, 'notice.basis.unwritten', basis)
    : text(language, `notice.basis.${basis.kind}`, basis);
