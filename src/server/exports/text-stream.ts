/** An answer that is made while it is read. */
export type TextStream = {
  readonly type: string;
  /** Under which a browser saves it. */
  readonly fileName?: string;
  /** Instead of the API's own, which lets nothing of an answer run. */
  readonly contentSecurityPolicy?: string;
  readonly chunks: AsyncIterable<string>;
};
