/** What the start guard does here, as far as the truth about bans depends on it. */
export type GuardMeans =
  /** `unguarded`: kinds of file systems of this PC from which programs start unasked; `some` where they are not named. */
  | { readonly kind: 'guarding'; readonly unguarded: readonly string[] | 'some' }
  /** It should guard and does not, or not by what is in force, or nobody has seen yet that it refuses anything. */
  | { readonly kind: 'not-yet'; readonly why: string }
  | { readonly kind: 'unsupported'; readonly why: string };
