import { Type, type Static } from 'typebox';
import { Basis, Effect, FurtherReading } from '#policy/ban.ts';
import { Day, HexId, Instant, ShortText, Slug, strict, LongText } from '#policy/primitives.ts';

/**
 * What a person is told, as data. The words are made from `#locales` in the person's language by whoever shows it;
 * the organisation's own texts come along in every language it wrote.
 */
export const Notice = Type.Object(
  {
    id: HexId,
    kind: Type.Enum([
      'inform',
      'warn',
      'closing', // a running program will be closed at `closesAt`
      'block',
      'web', // a page was blocked or warned about; its words stood in the page
      'exemption-answered',
      'exemption-ends-soon',
      'lifted',
      'removed',
    ] as const),
    ban: Slug,
    app: Type.Optional(Slug),
    appName: ShortText,
    effect: Effect,
    createdAt: Instant,
    /** How often it happened; repeats are folded into one notice. */
    times: Type.Integer({ minimum: 1 }),
    deadline: Type.Optional(Instant),
    /** Working days of the organisation's calendar that are left until the deadline, today not counted. */
    workingDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 366 })),
    closesAt: Type.Optional(Instant),
    why: Type.Record(Type.String(), LongText),
    instead: Type.Optional(Type.Record(Type.String(), LongText)),
    furtherReading: Type.Array(FurtherReading),
    basis: Basis,
    /** The day by which the organisation looks at the decision again; absent where it was lifted. */
    review: Type.Optional(Day),
    organisation: ShortText,
    contact: ShortText,
    mayAsk: Type.Boolean(),
    /** Longest period that may be asked for, in days. */
    longestDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 366 })),
    removal: Type.Enum(['none', 'offer', 'require'] as const),
    removesData: Type.Optional(ShortText),
    answer: Type.Optional(ShortText),
    /** Shown so far, acknowledged when. */
    shown: Type.Integer({ minimum: 0 }),
    acknowledgedAt: Type.Optional(Instant),
    /** Something of it was not shown to this person yet, or its reminder is due. Absent: nobody shown yet means news. */
    news: Type.Optional(Type.Boolean()),
    /** How often "remind me" may still be chosen. Absent: never. */
    remindersLeft: Type.Optional(Type.Integer({ minimum: 0, maximum: 9 })),
    /** When "tomorrow" would be: the beginning of the next working day. Absent where that is too late, or nothing can be put off. */
    nextMorning: Type.Optional(Instant),
    /** The person wants to be told again then; until then it keeps silent. */
    remindAt: Type.Optional(Instant),
  },
  strict,
);
export type Notice = Static<typeof Notice>;
