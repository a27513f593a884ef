import { createCycle, type Cycle } from '#agent/cycle.ts';
import type { PolicyInForce } from '#agent/cycle-parts.ts';
import { createJournal } from '#agent/events/journal.ts';
import { createUsageDays } from '#agent/facts/usage-days.ts';
import { createFaultReporter } from '#agent/faults.ts';
import { createNotices } from '#agent/notices/notices.ts';
import { openState } from '#agent/state/open-state.ts';
import { compileCatalogue, type Catalogue } from '#catalogue/compile.ts';
import { builtInApps } from '#catalogue/load.ts';
import type { ProcessSnapshot } from '#platform/processes/port.ts';
import type { Ban } from '#policy/ban.ts';
import type { Exemption } from '#policy/exemption.ts';
import type { DeviceClass } from '#policy/facts.ts';
import type { EventBody } from '#protocol/event.ts';
import { silentLog } from '#runtime/log.ts';
import { FakeClock, settled } from '#test/kit/fake-clock.ts';
import { FakePlatform, telegramFile, telegramPath } from '#test/kit/fake-platform.ts';
import { ban, monday, policyOf } from '#test/kit/policy-builder.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

let compiled: Catalogue | undefined;
const catalogue = (): Catalogue => (compiled ??= compileCatalogue(builtInApps()));

export type StageOptions = {
  readonly bans?: readonly Ban[];
  readonly exemptions?: readonly Exemption[];
  readonly class?: DeviceClass;
  readonly mode?: 'system' | 'user';
};

/** An agent's inside without server and doors: signed time is the fake clock's. */
export class Stage implements AsyncDisposable {
  readonly folder = tempFolder();
  readonly clock = new FakeClock(monday);
  readonly platform = new FakePlatform();
  readonly points: string[] = [];
  cycles = 0;
  inForce: PolicyInForce | undefined;
  state;
  journal;
  notices;
  cycle: Cycle;
  readonly #options: StageOptions;

  constructor(options: StageOptions = {}) {
    this.#options = options;
    this.publish(options.bans ?? [ban()], options.exemptions ?? []);
    this.platform.identifier.files.set(telegramPath, telegramFile());
    ({
      state: this.state,
      journal: this.journal,
      notices: this.notices,
      cycle: this.cycle,
    } = this.#compose());
  }

  static async started(options: StageOptions = {}): Promise<Stage> {
    const stage = new Stage(options);
    await stage.cycle.start();
    return stage;
  }

  publish(bans: readonly Ban[], exemptions: readonly Exemption[] = []): void {
    const place = { class: this.#options.class ?? ('service' as const) };
    this.inForce = { policy: policyOf([{ unit: 'root', bans }], place), exemptions, pauses: [] };
  }

  /** The agent ends and comes back; the machine's processes live on. */
  async restart(): Promise<void> {
    await this.cycle[Symbol.asyncDispose]();
    await this.platform.fakeProcesses[Symbol.asyncDispose]();
    this.state[Symbol.dispose]();
    ({
      state: this.state,
      journal: this.journal,
      notices: this.notices,
      cycle: this.cycle,
    } = this.#compose());
    await this.cycle.start();
  }

  async startTelegram(
    uid = 1000,
    over: { readonly stubborn?: boolean; readonly untouchable?: boolean } = {},
  ): Promise<ProcessSnapshot> {
    const file = this.platform.identifier.files.get(telegramPath);
    const process = this.platform.fakeProcesses.start({
      exe: telegramPath,
      uid,
      startedAt: this.clock.now(),
      ...(file?.stamp === undefined ? {} : { stamp: file.stamp }),
      ...over,
    });
    await settled();
    return process;
  }

  lives(process: ProcessSnapshot): boolean {
    return this.platform.fakeProcesses.alive(process);
  }

  /** Every event of the journal, also those that wait for their notice. */
  events(): readonly EventBody[] {
    return this.state.db
      .prepare('SELECT body FROM journal ORDER BY id')
      .all()
      .map((row) => JSON.parse(String(row['body'])) as EventBody);
  }
  hits(): readonly string[] {
    return this.events().flatMap((event) =>
      event.type === 'hit' ? [`${event.ban} ${event.action} ${event.account ?? '*'}`] : [],
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cycle[Symbol.asyncDispose]();
    this.state[Symbol.dispose]();
    this.folder[Symbol.dispose]();
  }

  #compose() {
    const { clock, platform } = this;
    const { state } = openState({ folder: this.folder.path, now: () => clock.now() });
    const journal = createJournal(state);
    const now = (): number => clock.now();
    const dayOf = (instant: number): string => this.inForce?.policy.zone.dayOf(instant) ?? '2026-01-01';
    const notices = createNotices(state, { dayOf, now });
    notices.onShown((key) => journal.releaseNotice(key));
    const cycle = createCycle({
      os: 'linux',
      mode: this.#options.mode ?? 'system',
      bootId: 'boot-1',
      ownPaths: ['/usr/lib/portvakt/node'],
      processes: platform.fakeProcesses,
      installedApps: platform.apps,
      identifier: platform.identifier,
      sessions: {
        accounts: () => platform.people,
        nameOf: (uid) => platform.people.find((one) => one.uid === uid)?.name ?? String(uid),
      },
      catalogue: catalogue(),
      usage: createUsageDays(state),
      faults: createFaultReporter({ journal, now, log: silentLog, onDamaged: () => undefined }),
      log: silentLog,
      policyIn: () => this.inForce,
      onCycle: () => {
        this.cycles += 1;
      },
      faultPoint: (name) => void this.points.push(name),
      ...{ state, journal, notices, clock, now },
    });
    return { state, journal, notices, cycle };
  }
}
