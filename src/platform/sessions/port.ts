/** A person's account on this PC (system accounts are left out by uid range and shell). */
export type Account = {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
};

export interface Sessions {
  /** Accounts that have or had a home folder, cached until /etc/passwd changes; root included. Never waits for a home. */
  accounts(): readonly Account[];
  /** Name for a uid, the uid in digits where there is none. */
  nameOf(uid: number): string;
}
