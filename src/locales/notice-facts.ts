import type { BasisWords } from './basis.ts';

type Texts = { readonly [tag: string]: string | undefined };

/** What the words of a notice are made from; the protocol's `Notice` fits it, and a test holds the two together. */
export type NoticeFacts = {
  readonly kind:
    | 'inform'
    | 'warn'
    | 'closing'
    | 'block'
    | 'web'
    | 'exemption-answered'
    | 'exemption-ends-soon'
    | 'lifted'
    | 'removed';
  readonly appName: string;
  readonly effect: 'inform' | 'warn' | 'block';
  readonly times: number;
  readonly deadline?: number;
  /** Working days left until the deadline, today not counted. */
  readonly workingDays?: number;
  readonly closesAt?: number;
  readonly why: Texts;
  readonly instead?: Texts;
  readonly furtherReading: readonly { readonly title: Texts; readonly url: string }[];
  readonly basis: BasisWords;
  /** The day by which the decision is looked at again, where it is known. */
  readonly review?: string;
  readonly organisation: string;
  readonly contact: string;
  readonly mayAsk: boolean;
  readonly removal: 'none' | 'offer' | 'require';
  readonly removesData?: string;
  /** `approved`, `half-approved`, `denied`, or one of these with `: ` and the reason. */
  readonly answer?: string;
  readonly remindAt?: number;
};

/** Whether the notice tells of a rule that acts; the others tell of its end or of an exemption. */
export const tellsOfRule = ({ kind }: Pick<NoticeFacts, 'kind'>): boolean =>
  kind === 'inform' || kind === 'warn' || kind === 'closing' || kind === 'block' || kind === 'web';

/** Installed, and already not allowed: nothing was closed, and nobody only asks. */
export const isFoundAndBlocked = ({ kind, effect }: Pick<NoticeFacts, 'kind' | 'effect'>): boolean =>
  kind === 'warn' && effect === 'block';

/** Its countdown is over: the program is closed. */
export const isClosed = ({ closesAt }: Pick<NoticeFacts, 'closesAt'>, now: number): boolean =>
  closesAt !== undefined && closesAt <= now;

/** The answer's state and reason. An answer that is not known (a newer agent's) says only that something goes on. */
export function answerOf({ answer = '' }: Pick<NoticeFacts, 'answer'>): {
  readonly state: 'approved' | 'denied' | 'half';
  readonly reason?: string;
} {
  const [, word, reason] = /^([a-z-]+)(?:: (.*))?$/su.exec(answer) ?? [];
  const state = word === 'approved' || word === 'denied' ? word : 'half';
  return reason === undefined ? { state } : { state, reason };
}
