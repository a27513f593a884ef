import type { Sessions } from './port.ts';

/** Not read on macOS yet: no account is known, and a uid stays a number. */
export const createSessions = (): Sessions => ({ accounts: () => [], nameOf: String });
