import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { GuardBasis } from '#agent/guard/basis.ts';
import { startAgent } from '#agent/main.ts';
import type { RunningAgent } from '#agent/running-agent.ts';
import type { Catalogue } from '#catalogue/compile.ts';
import { dialAgent, type LocalClient } from '#local-client/client.ts';
import { createLocalEndpoint } from '#platform/local-endpoint/linux.ts';
import type { LocalEndpoint } from '#platform/local-endpoint/port.ts';
import type { ProcessSnapshot } from '#platform/processes/port.ts';
import type { OperatingSystem } from '#platform/select.ts';
import type { DeviceClass } from '#policy/facts.ts';
import type { Notice } from '#protocol/notice.ts';
import type { AgentStatus, OfflineChallenge, OfflineOutcome } from '#protocol/tray-agent.ts';
import type { Clock } from '#runtime/clock.ts';
import { silentLog } from '#runtime/log.ts';
import { settled } from '#test/kit/fake-clock.ts';
import type { FakeGuard } from '#test/kit/fake-guard.ts';
import { FakePlatform } from '#test/kit/fake-platform.ts';
import type { FakeEnd } from '#test/kit/fake-processes.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { asInstalled, type Program } from './programs.ts';
import { isRefused } from './start-judge.ts';
import { until } from './until.ts';

export type PcWishes = {
  readonly unit: string;
  /** The one person who works at it. */
  readonly account: string;
  readonly os?: OperatingSystem;
  readonly class?: DeviceClass;
  /** The kernel asks before a program starts. */
  readonly guarded?: true;
  /** What was installed on it before the agent came. */
  readonly has?: readonly Program[];
};
type Surroundings = {
  readonly clock: Clock;
  readonly catalogue: Catalogue;
  readonly server: string;
  readonly token: string;
};

/** The kernel tells the door who calls: it is whoever runs these tests, so that is the person at every PC. */
const uid = process.geteuid?.() ?? 0;

/** A fake machine with a real door. */
class PlatformWithDoor extends FakePlatform {
  override localEndpoint(): Promise<LocalEndpoint> {
    return Promise.resolve(createLocalEndpoint());
  }
}

/** A PC with a real agent on a fake operating system, and the tray of the person at it. */
export class Pc implements AsyncDisposable {
  readonly account: string;
  /** Where the agent's doors are. */
  readonly run: string;
  readonly #clock: Clock;
  readonly #platform: PlatformWithDoor;
  readonly #agent: RunningAgent;
  readonly #tray: LocalClient;
  readonly #folder: Disposable;
  #programs: readonly { readonly program: Program; readonly at?: number }[] = [];

  private constructor(
    account: string,
    parts: {
      readonly run: string;
      readonly clock: Clock;
      readonly platform: PlatformWithDoor;
      readonly agent: RunningAgent;
      readonly tray: LocalClient;
      readonly folder: Disposable;
    },
  ) {
    this.account = account;
    this.run = parts.run;
    this.#clock = parts.clock;
    this.#platform = parts.platform;
    this.#agent = parts.agent;
    this.#tray = parts.tray;
    this.#folder = parts.folder;
  }

  static async start(wishes: PcWishes, { clock, catalogue, server, token }: Surroundings): Promise<Pc> {
    const folder = tempFolder();
    const folderOf = (name: string): string => {
      mkdirSync(join(folder.path, name), { mode: 0o755 });
      return join(folder.path, name);
    };
    const root = {
      mode: 'system',
      state: folderOf('state'),
      run: folderOf('run'),
      config: folderOf('config'),
    } as const;
    const platform = new PlatformWithDoor(root, wishes.os ?? 'linux');
    platform.people = [{ name: wishes.account, uid, gid: uid, home: `/home/${wishes.account}` }];
    if (wishes.guarded === true) platform.guard.set({ kind: 'off' });
    const has = (wishes.has ?? []).map((program) => ({ program }));
    platform.apps.set(has.map(({ program }) => asInstalled(program, wishes.account)));
    const agent = await startAgent({
      installRoot: root,
      platform,
      log: silentLog,
      clock,
      catalogue,
      random: () => 0,
      ...(wishes.guarded === true ? { guard: {} } : {}),
      settings: { server, token, ...(wishes.class === 'private' ? { class: 'private' } : {}) },
    });
    const dialled = await dialAgent(createLocalEndpoint(), 'tray', root.run);
    if (!dialled.ok) throw new Error(dialled.fault.code);
    const pc = new Pc(wishes.account, {
      run: root.run,
      clock,
      platform,
      agent,
      tray: dialled.value,
      folder,
    });
    pc.#programs = has;
    await until('it is enrolled', () => pc.status().device);
    return pc;
  }

  get id(): string {
    const { device } = this.status();
    if (device === undefined) throw new Error('not enrolled');
    return device;
  }
  status(): AgentStatus {
    return this.#agent.status(this.account);
  }
  ban(id: string): AgentStatus['bans'][number] | undefined {
    return this.status().bans.find(({ ban }) => ban === id);
  }
  async applies(release: number): Promise<void> {
    await until(`release ${release} acts`, () => (this.status().release === release ? true : undefined));
    await this.settled();
  }
  /** Whatever the agent was about to do at this moment is done. */
  async settled(): Promise<void> {
    await settled();
    await this.#agent.services.rescan();
  }

  // ── what happens at it ──────────────────────────────────────────────────────────────────────────────────────────

  install(program: Program): void {
    this.#programs = [...this.#programs, { program, at: this.#clock.now() }];
    this.#tellInventory();
  }
  remove(program: Program): void {
    this.#programs = this.#programs.filter((one) => one.program !== program);
    this.#tellInventory();
  }
  start(program: Program): ProcessSnapshot {
    this.#platform.identifier.files.set(program.path, program.file);
    return this.#platform.fakeProcesses.start({
      exe: program.path,
      uid,
      startedAt: this.#clock.now(),
      ...(program.file.stamp === undefined ? {} : { stamp: program.file.stamp }),
    });
  }
  runs(process: ProcessSnapshot): boolean {
    return this.#platform.fakeProcesses.alive(process);
  }
  /** Starts the program and tells whether the agent let it run. */
  async canUse(program: Program): Promise<boolean> {
    const process = this.start(program);
    await this.settled();
    const runs = this.runs(process);
    this.#platform.fakeProcesses.close(process);
    return runs;
  }
  get guard(): FakeGuard {
    return this.#platform.guard;
  }
  /** Starts the program as somebody who may be refused it by what the guard judges by, and tells what became of it. */
  async tries(program: Program): Promise<'refused' | 'stopped' | 'runs'> {
    const basis = this.guard.bases.at(-1) as GuardBasis | undefined;
    if (
      this.guard.state().kind === 'guarding' &&
      isRefused(basis, { program, account: this.account, now: this.#clock.now() })
    ) {
      const { evidence, stamp } = program.file;
      const identity = { evidence, ...(stamp === undefined ? {} : { stamp }) };
      this.guard.deny({ path: program.path, uid, identity });
      return 'refused';
    }
    return (await this.canUse(program)) ? 'runs' : 'stopped';
  }
  /** Everything that the agent ended here. */
  get ends(): readonly FakeEnd[] {
    return this.#platform.fakeProcesses.ends;
  }

  // ── what the person sees and does in the tray ───────────────────────────────────────────────────────────────────

  async notices(): Promise<readonly Notice[]> {
    const answer = await this.#tray.request({ type: 'notices' });
    if (!answer.ok) throw new Error(JSON.stringify(answer.fault));
    return answer.value.notices;
  }
  /** Waits for a notice of that kind about that ban. */
  notice(kind: Notice['kind'], ban: string): Promise<Notice> {
    return until(`a notice ${kind} about ${ban}`, async () =>
      (await this.notices()).find((one) => one.kind === kind && one.ban === ban),
    );
  }
  /** The tray puts it before the person's eyes. */
  sees(notice: Notice): Promise<void> {
    return this.#done({ type: 'shown', notice: notice.id });
  }
  acknowledges(notice: Notice): Promise<void> {
    return this.#done({ type: 'acknowledge', notice: notice.id });
  }
  /** Asks for an exemption: the request's id, or the fault's code. */
  async asks(ban: string, purpose: string, days: number): Promise<string> {
    const answer = await this.#tray.request({ type: 'ask', ban, purpose, days });
    if (answer.ok) return answer.value.request;
    if (answer.fault.code === 'refused') return answer.fault.fault;
    throw new Error(answer.fault.code);
  }
  /** "I have no network": what the person reads out, or the fault's code. */
  async readsOut(ban: string): Promise<OfflineChallenge | string> {
    const answer = await this.#tray.request({ type: 'offline-challenge', ban });
    if (answer.ok) return answer.value;
    if (answer.fault.code === 'refused') return answer.fault.fault;
    throw new Error(answer.fault.code);
  }
  async enters(ban: string, code: string): Promise<OfflineOutcome> {
    const answer = await this.#tray.request({ type: 'offline-redeem', ban, code });
    if (!answer.ok) throw new Error(JSON.stringify(answer.fault));
    return answer.value.result;
  }
  async ledger(kind: 'sent' | 'look' | 'preview' | 'received'): Promise<readonly string[]> {
    const answer = await this.#tray.request({ type: 'ledger' });
    if (!answer.ok) throw new Error(JSON.stringify(answer.fault));
    return answer.value.entries.filter((entry) => entry.kind === kind).map(({ body }) => body);
  }
  async #done(message: { type: 'shown' | 'acknowledge'; notice: string }): Promise<void> {
    const answer = await this.#tray.request(message);
    if (!answer.ok) throw new Error(JSON.stringify(answer.fault));
  }

  #tellInventory(): void {
    this.#platform.apps.set(this.#programs.map(({ program, at }) => asInstalled(program, this.account, at)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#tray[Symbol.dispose]();
    await this.#agent.stop();
    this.#folder[Symbol.dispose]();
  }
}
