/** A host name or an address without a port. */
export const isHost = (typed: string): boolean =>
  /^[A-Za-z0-9](?:[A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?$/u.test(typed);

/** Looks like a mail address; whether somebody reads there, a test mail says. */
export const mailAddress = (typed: string): boolean => /^[^\s@<>,;"]{1,64}@[^\s@<>,;"]{1,255}$/u.test(typed);
