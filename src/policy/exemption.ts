import { Type, type Static } from 'typebox';
import { AccountName, HexId, Instant, ShortText, Slug, strict } from './primitives.ts';

/** A granted, dated exception from one ban, on one device, for one account or for everyone on it. It ends by itself. */
export const Exemption = Type.Object(
  {
    id: HexId,
    ban: Slug,
    account: Type.Optional(AccountName),
    purpose: ShortText,
    from: Instant,
    until: Instant,
    approvedBy: Type.Array(ShortText, { minItems: 1, maxItems: 2 }),
  },
  strict,
);
export type Exemption = Static<typeof Exemption>;

/** As it acts on a PC: one that was redeemed there with a code lowers `block` to `warn`, and is silent about nothing. */
export type ActingExemption = Exemption & { readonly lowersTo?: 'warn' };

/** Where the app is needed: on the PC from which the person asks, or on one that is kept for such a purpose. */
export const AskedDevice = Type.Enum(['this-pc', 'dedicated'] as const);
export type AskedDevice = Static<typeof AskedDevice>;

/** What a person asks for. Kept by the agent until the server has it, never dropped. */
export const ExemptionRequest = Type.Object(
  {
    id: HexId,
    ban: Slug,
    account: AccountName,
    purpose: ShortText,
    /** The period wished for, in days. */
    days: Type.Integer({ minimum: 1, maximum: 366 }),
    askedAt: Instant,
    /** Absent: this PC. */
    device: Type.Optional(AskedDevice),
  },
  strict,
);
export type ExemptionRequest = Static<typeof ExemptionRequest>;

export const ExemptionAnswer = Type.Object(
  {
    request: HexId,
    state: Type.Enum(['waiting', 'half-approved', 'approved', 'denied'] as const),
    reason: Type.Optional(ShortText),
    until: Type.Optional(Instant),
  },
  strict,
);
export type ExemptionAnswer = Static<typeof ExemptionAnswer>;
