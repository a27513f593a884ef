import type { Outcome } from '#policy/outcome.ts';
import type { AskedDevice, ExemptionAnswer, ExemptionRequest } from '#policy/exemption.ts';
import type { Notice } from '#protocol/notice.ts';
import type {
  AgentStatus,
  Explanation,
  LedgerEntry,
  LocalFaultCode,
  Removable,
  OfflineChallenge,
  OfflineOutcome,
  RemovalOutcome,
} from '#protocol/tray-agent.ts';

/** What became of a removal, or of what the person removed. */
export type RemovalAnswer = { readonly outcome: RemovalOutcome; readonly detail?: string };

/** What the doors serve; the cycle's composition root provides it. `account` is the kernel's word. */
export interface LocalServices {
  nameOf(uid: number): string;
  status(account: string | undefined): AgentStatus;
  notices(account: string): readonly Notice[];
  shown(account: string, notice: string): Outcome<void, LocalFaultCode>;
  acknowledge(account: string, notice: string): Outcome<void, LocalFaultCode>;
  /** Durable when it returns; the id of the request. */
  ask(
    account: string,
    ask: {
      readonly ban: string;
      readonly purpose: string;
      readonly days: number;
      readonly device?: AskedDevice;
    },
  ): Outcome<string, LocalFaultCode>;
  /** When the notice will be told again; durable when it returns. */
  remind(account: string, notice: string, when: 'in-an-hour' | 'tomorrow'): Outcome<number, LocalFaultCode>;
  removables(account: string, ban: string): Promise<Outcome<readonly Removable[], LocalFaultCode>>;
  remove(account: string, ban: string, item: string): Promise<Outcome<RemovalAnswer, LocalFaultCode>>;
  verifyRemoval(account: string, ban: string, item: string): Promise<Outcome<RemovalAnswer, LocalFaultCode>>;
  requests(
    account: string,
  ): readonly { readonly request: ExemptionRequest; readonly answer: ExemptionAnswer }[];
  ledger(
    account: string,
    before?: number,
  ): { readonly entries: readonly LedgerEntry[]; readonly intact: boolean };
  /** What this person reads out to the service desk; durable when it returns. */
  offlineChallenge(account: string, ban: string): Outcome<OfflineChallenge, LocalFaultCode>;
  /** What the service desk answered; a try is counted, and a code is spent, before this returns. */
  redeemOfflineCode(account: string, ban: string, code: string): Outcome<OfflineOutcome, LocalFaultCode>;
  /** Reads the file with the caller's rights only: a caller learns nothing about files it could not read itself. */
  explain(
    caller: { readonly uid: number; readonly account: string },
    path: string,
  ): Promise<Outcome<Explanation, LocalFaultCode>>;
  /** Admin door. */
  rescan(): Promise<void>;
  enrol(server: string, token: string): Promise<Outcome<void, LocalFaultCode | 'bad-token'>>;
  onNotice(listener: (notice: Notice, account: string | undefined) => void): Disposable;
  onStatus(listener: () => void): Disposable;
}
