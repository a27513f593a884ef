import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { LocalServices } from '#agent/localapi/port.ts';
import type { Notice } from '#protocol/notice.ts';
import type { AgentStatus, Explanation, LocalFaultCode } from '#protocol/tray-agent.ts';

export const noticeId = 'a'.repeat(32);
export const requestId = 'b'.repeat(32);

export const sampleNotice = (more: Partial<Notice> = {}): Notice => ({
  id: noticeId,
  kind: 'warn',
  ban: 'telegram',
  appName: 'Telegram',
  effect: 'warn',
  createdAt: 1,
  times: 1,
  why: { en: 'Why.' },
  furtherReading: [],
  basis: { kind: 'decision', decidedBy: 'The council', reference: '12/26', date: '2026-11-01' },
  organisation: 'Halden',
  contact: 'IT',
  mayAsk: true,
  removal: 'offer',
  shown: 0,
  ...more,
});

/** Notes every call with the account it was made for. */
export class FakeServices implements LocalServices {
  readonly calls: string[] = [];
  mode: AgentStatus['mode'] = 'system';
  perAccount = new Map<string, readonly Notice[]>([['anna', [sampleNotice()]]]);
  outcome: Outcome<void, LocalFaultCode> = ok(undefined);
  /** Thrown by everything personal, as on a broken disk. */
  breaks: Error | undefined;
  explaining: (() => void)[] = [];
  statuses = 0;
  readonly #onNotice = new Set<Parameters<LocalServices['onNotice']>[0]>();
  readonly #onStatus = new Set<() => void>();

  get listeners(): number {
    return this.#onNotice.size + this.#onStatus.size;
  }

  tell(notice: Notice, account?: string): void {
    for (const listener of this.#onNotice) listener(notice, account);
  }
  statusChanges(): void {
    for (const listener of this.#onStatus) listener();
  }

  nameOf(uid: number): string {
    return (
      new Map([
        [0, 'root'],
        [1000, 'anna'],
        [1001, 'berit'],
      ]).get(uid) ?? String(uid)
    );
  }
  status(account: string | undefined): AgentStatus {
    this.statuses += 1;
    return {
      agentVersion: account === undefined ? 'for nobody' : `for ${account}`,
      mode: this.mode,
      state: 'active',
      server: { address: 'wss://example.org', connected: true },
      class: 'service',
      release: this.statuses,
      watch: { kind: 'announced' },
      counts: { installed: 0, running: 0, bans: 0, waitingEvents: 0 },
      bans: [],
      faults: [],
    };
  }
  notices(account: string): readonly Notice[] {
    this.#note(`notices ${account}`);
    return this.perAccount.get(account) ?? [];
  }
  shown(account: string, notice: string): Outcome<void, LocalFaultCode> {
    this.#note(`shown ${account} ${notice}`);
    return this.outcome;
  }
  acknowledge(account: string, notice: string): Outcome<void, LocalFaultCode> {
    this.#note(`acknowledge ${account} ${notice}`);
    return this.outcome;
  }
  ask(
    ...[account, { ban, purpose, days }]: Parameters<LocalServices['ask']>
  ): Outcome<string, LocalFaultCode> {
    this.#note(`ask ${account} ${ban} ${purpose} ${days}`);
    return this.outcome.ok ? ok(requestId) : this.outcome;
  }
  remind(...[account, notice, when]: Parameters<LocalServices['remind']>): Outcome<number, LocalFaultCode> {
    this.#note(`remind ${account} ${notice} ${when}`);
    return this.outcome.ok ? ok(1) : this.outcome;
  }
  removables(account: string, ban: string): ReturnType<LocalServices['removables']> {
    this.#note(`removables ${account} ${ban}`);
    return Promise.resolve(this.outcome.ok ? ok([]) : this.outcome);
  }
  remove(account: string, ban: string, item: string): ReturnType<LocalServices['remove']> {
    return this.#removal(`remove ${account} ${ban} ${item}`);
  }
  verifyRemoval(account: string, ban: string, item: string): ReturnType<LocalServices['verifyRemoval']> {
    return this.#removal(`verify-removal ${account} ${ban} ${item}`);
  }
  offlineChallenge(account: string, ban: string): ReturnType<LocalServices['offlineChallenge']> {
    this.#note(`offline-challenge ${account} ${ban}`);
    return this.outcome.ok
      ? ok({ challenge: '7K3M-9QXW', expiresAt: 2, hostName: 'pc-0042', device: requestId })
      : this.outcome;
  }
  redeemOfflineCode(
    account: string,
    ban: string,
    code: string,
  ): ReturnType<LocalServices['redeemOfflineCode']> {
    this.#note(`offline-redeem ${account} ${ban} ${code}`);
    return this.outcome.ok ? ok({ outcome: 'accepted', until: 3 }) : this.outcome;
  }
  requests(account: string): ReturnType<LocalServices['requests']> {
    this.#note(`requests ${account}`);
    const request = { id: requestId, ban: 'telegram', account, purpose: 'work', days: 3, askedAt: 1 };
    return [{ request, answer: { request: requestId, state: 'waiting' } }];
  }
  ledger(account: string, before?: number): ReturnType<LocalServices['ledger']> {
    this.#note(`ledger ${account} ${before}`);
    return { entries: [{ index: 1, at: 1, kind: 'sent', body: '{}', hash: 'c'.repeat(64) }], intact: true };
  }
  async explain(
    { uid, account }: { uid: number; account: string },
    path: string,
  ): Promise<Outcome<Explanation, LocalFaultCode>> {
    this.#note(`explain ${uid} ${account} ${path}`);
    if (path === '/slow') await new Promise<void>((resolve) => this.explaining.push(resolve));
    return path === '/secret' ? fail('not-readable') : ok({ path, evidence: [], matches: [], decisions: [] });
  }
  rescan(): Promise<void> {
    this.#note('rescan');
    return Promise.resolve();
  }
  enrol(server: string, token: string): ReturnType<LocalServices['enrol']> {
    this.#note(`enrol ${server}`);
    return Promise.resolve(token === 'good' ? ok(undefined) : fail('bad-token'));
  }
  onNotice(listener: Parameters<LocalServices['onNotice']>[0]): Disposable {
    this.#onNotice.add(listener);
    return { [Symbol.dispose]: () => void this.#onNotice.delete(listener) };
  }
  onStatus(listener: () => void): Disposable {
    this.#onStatus.add(listener);
    return { [Symbol.dispose]: () => void this.#onStatus.delete(listener) };
  }

  #removal(call: string): ReturnType<LocalServices['remove']> {
    this.#note(call);
    return Promise.resolve(this.outcome.ok ? ok({ outcome: 'removed' as const }) : this.outcome);
  }

  #note(call: string): void {
    if (this.breaks !== undefined) throw this.breaks;
    this.calls.push(call);
  }
}
