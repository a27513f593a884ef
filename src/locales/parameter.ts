/**
 * What a placeholder takes. `text` is shown as it is, `count` is a number that the grammar follows, `choice` is one of the
 * words of the message's own `select`, `date` is an instant or a calendar day, `end` is the first instant no longer
 * allowed, or the last day allowed.
 */
export type Parameter = 'text' | 'count' | 'choice' | 'date' | 'end';

/** Epoch milliseconds, shown in the caller's time zone; or a calendar day such as `2023-03-21`, the same everywhere. */
export type When = number | string;
