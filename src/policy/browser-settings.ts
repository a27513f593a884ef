import { Type, type Static } from 'typebox';
import { strict } from './primitives.ts';

/** `leave`: the browser's own default and the company's own policies decide. */
const LeaveOrForbid = Type.Enum(['leave', 'forbid'] as const);

/**
 * What an organisation asks of browsers beside its bans. Each of the last three takes something away from people that
 * is no banned app, so each is `leave` unless it is asked for.
 */
export const BrowserSettings = Type.Object(
  {
    /** Minutes for which "continue, I need it for work" opens a web client that is only warned of. Default 60. */
    continueMinutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 480 })),
    /** Private windows: Chromium does not load the extension there, so `warn` bans do not reach them. */
    privateWindows: Type.Optional(LeaveOrForbid),
    /** Guest profiles of Chromium, which load no extension either. */
    guestProfiles: Type.Optional(LeaveOrForbid),
    /**
     * Native messaging hosts that a person installed (password managers, for example). Without this, Portvakt forbids
     * them only while one of them takes the place of its own.
     */
    userNativeHosts: Type.Optional(LeaveOrForbid),
  },
  strict,
);
export type BrowserSettings = Static<typeof BrowserSettings>;

export const defaultContinueMinutes = 60;
