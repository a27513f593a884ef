import type { ActingExemption } from '#policy/exemption.ts';
import type { OfflineOutcome } from '#protocol/tray-agent.ts';

export type Whose = { readonly account: string; readonly ban: string };
export type Challenge = { readonly challenge: string; readonly expiresAt: number };

/** Codes over the telephone, as this PC knows them. Every call is durable when it returns. */
export interface OfflineCodes {
  /** The fingerprint of the secret that this device holds; undefined where it holds none. */
  fingerprint(device: string): string | undefined;
  /** What `hello` says of codes. */
  capabilities(device: string): readonly string[];
  /** What the proven server says; returns whether it is another secret than before. */
  keepSecret(device: string, secret: string): boolean;
  /** The one that is waiting for its code, or a new one. */
  challenge(whose: Whose): Challenge;
  /** Counts the try, spends the challenge and keeps what was won, in one transaction; `challenge` names what was spent. */
  redeem(device: string, whose: Whose, code: string): Redeemed;
  /** What was redeemed and is not over. */
  inForce(): readonly ActingExemption[];
}

export type Redeemed =
  | { readonly result: Exclude<OfflineOutcome, { outcome: 'accepted' }> }
  | {
      readonly result: Extract<OfflineOutcome, { outcome: 'accepted' }>;
      readonly challenge: string;
      readonly at: number;
    };
