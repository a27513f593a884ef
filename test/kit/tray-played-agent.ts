import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { serveDoors, type Doors } from '#agent/localapi/door.ts';
import type { LocalServices } from '#agent/localapi/port.ts';
import { createLocalEndpoint } from '#platform/local-endpoint/linux.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { Notice } from '#protocol/notice.ts';
import type { AgentStatus, LedgerEntry, LocalFaultCode, Removable } from '#protocol/tray-agent.ts';
import { genesis, hashOf } from '#runtime/hash-chain.ts';
import { silentLog } from '#runtime/log.ts';
import { FakeServices } from '#test/agent/localapi/fake-services.ts';

type Requests = ReturnType<LocalServices['requests']>;
const hour = 3_600_000;

/** An agent as the tray sees one: it remembers what was shown and acknowledged, and answers by its script. */
export class PlayedAgent extends FakeServices {
  /** The account that the tray of this test runs as. */
  readonly account: string;
  /** Who is who, beside those that the fake services know. */
  people: ReadonlyMap<number, string> = new Map();
  /** Laid over the status that it tells. */
  statusNow: Partial<AgentStatus> = {};
  asked: Requests = [];
  installed: readonly Removable[] = [];
  /** Whether the ledger that it tells was changed afterwards. */
  tampered = false;
  readonly #entries: LedgerEntry[] = [];

  constructor(account: string) {
    super();
    this.account = account;
    this.perAccount = new Map();
  }

  /** Posts or changes a notice of that account, and announces it. */
  post(notice: Notice, account = this.account): void {
    const others = this.notices(account).filter(({ id }) => id !== notice.id);
    this.perAccount.set(account, [notice, ...others]);
    this.tell(notice, account);
  }
  notice(id: string, account = this.account): Notice | undefined {
    return this.perAccount.get(account)?.find((one) => one.id === id);
  }
  changes(status: Partial<AgentStatus>): void {
    this.statusNow = status;
    this.statusChanges();
  }
  /** Calls of one verb, without the account's name. */
  callsOf(verb: string): readonly string[] {
    return this.calls
      .filter((call) => call.startsWith(`${verb} `))
      .map((call) => call.split(' ').slice(2).join(' '));
  }
  sent(kind: LedgerEntry['kind'], body: object): void {
    const previous = this.#entries.at(-1)?.hash ?? genesis;
    const entry = { index: this.#entries.length + 1, at: Date.now(), kind, body: JSON.stringify(body) };
    this.#entries.push({ ...entry, previous, hash: hashOf(previous, entry) });
  }

  override nameOf(uid: number): string {
    return this.people.get(uid) ?? super.nameOf(uid);
  }
  override status(account: string | undefined): AgentStatus {
    return { ...super.status(account), agentVersion: '0.1.0', ...this.statusNow };
  }
  override shown(account: string, id: string): Outcome<void, LocalFaultCode> {
    return this.#change(super.shown(account, id), account, id, (notice) => ({
      ...notice,
      shown: notice.shown + 1,
      news: false,
    }));
  }
  override acknowledge(account: string, id: string): Outcome<void, LocalFaultCode> {
    return this.#change(super.acknowledge(account, id), account, id, (notice) => ({
      ...notice,
      news: false,
      acknowledgedAt: notice.acknowledgedAt ?? Date.now(),
    }));
  }
  override remind(
    ...[account, id, when]: Parameters<LocalServices['remind']>
  ): Outcome<number, LocalFaultCode> {
    const asked = super.remind(account, id, when);
    const remindAt = Date.now() + (when === 'tomorrow' ? 24 : 1) * hour;
    const changed = this.#change(asked.ok ? ok(undefined) : asked, account, id, (notice) => ({
      ...notice,
      remindAt,
      news: false,
      remindersLeft: (notice.remindersLeft ?? 1) - 1,
    }));
    return changed.ok ? ok(remindAt) : changed;
  }
  override ask(...[account, ask]: Parameters<LocalServices['ask']>): Outcome<string, LocalFaultCode> {
    const asked = super.ask(account, ask);
    if (!asked.ok) return asked;
    const request = { id: asked.value, account, askedAt: Date.now(), ...ask };
    this.asked = [...this.asked, { request, answer: { request: asked.value, state: 'waiting' } }];
    return asked;
  }
  override requests(): Requests {
    return this.asked;
  }
  override ledger(account: string, before = Infinity): ReturnType<LocalServices['ledger']> {
    super.ledger(account, before);
    const older = this.#entries.filter(({ index }) => index < before).toReversed();
    const page = older.slice(0, 50);
    const entries = this.tampered ? page.map((one) => ({ ...one, body: one.body.replace('{', '{ ') })) : page;
    return { entries, intact: true };
  }
  override async removables(account: string, ban: string): ReturnType<LocalServices['removables']> {
    const called = await super.removables(account, ban);
    return called.ok ? ok(this.installed.filter((one) => one.ban === ban)) : called;
  }
  override async remove(account: string, ban: string, item: string): ReturnType<LocalServices['remove']> {
    const called = await super.remove(account, ban, item);
    this.installed = this.installed.filter((one) => one.item !== item);
    return called;
  }

  #change(
    called: Outcome<void, LocalFaultCode>,
    account: string,
    id: string,
    change: (notice: Notice) => Notice,
  ): Outcome<void, LocalFaultCode> {
    if (!called.ok) return called;
    if (this.notice(id, account) === undefined) return fail('unknown-notice');
    const all = this.perAccount.get(account) ?? [];
    this.perAccount.set(
      account,
      all.map((one) => (one.id === id ? change(one) : one)),
    );
    return ok(undefined);
  }
}

/** Both doors of a played agent, over real sockets, that can be shut and opened again. */
export class PlayedDoors implements AsyncDisposable {
  readonly folder: string;
  readonly #agent: PlayedAgent;
  #doors: Doors | undefined;

  constructor(agent: PlayedAgent, folder: string) {
    this.#agent = agent;
    this.folder = join(folder, 'run');
  }
  async open(): Promise<void> {
    this.#doors = await serveDoors({
      endpoint: createLocalEndpoint(),
      folder: this.folder,
      services: this.#agent,
      log: silentLog,
      proofRequired: true,
    });
  }
  async shut(): Promise<void> {
    await this.#doors?.[Symbol.asyncDispose]();
    this.#doors = undefined;
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.shut();
  }
}

/** A name for something that the agent numbers by hash. */
export const hexId = (of: string): string => createHash('sha256').update(of).digest('hex').slice(0, 32);
