import { appNameOf } from '#agent/actions/notice-content.ts';
import { peopleOf } from '#agent/people.ts';
import { createGuidedRemoval } from '#agent/removal/guided-removal.ts';
import type { GuidedRemoval } from '#agent/removal/port.ts';
import type { Removable } from '#protocol/tray-agent.ts';
import { compileCatalogue } from '#catalogue/compile.ts';
import { builtInApps } from '#catalogue/load.ts';
import type { Account } from '#platform/sessions/port.ts';
import type { InstalledApp } from '#policy/facts.ts';
import { silentLog } from '#runtime/log.ts';
import { settled } from '#test/kit/fake-clock.ts';
import { kari, ola } from '#test/kit/fake-platform.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Stage, type StageOptions } from '../cycle/stage.ts';

const { apps, ids } = compileCatalogue(builtInApps());

export type RemovalStageOptions = StageOptions & {
  readonly ownPaths?: readonly string[];
  /** Accounts besides kari; default ola. */
  readonly others?: readonly Account[];
};

/** A person's removals on the fake machine; homes are real folders, so that links are real. */
export class RemovalStage implements AsyncDisposable {
  readonly homes = tempFolder();
  readonly kari: Account = { ...kari, home: join(this.homes.path, 'kari') };
  readonly ola: Account = { ...ola, home: join(this.homes.path, 'ola') };
  readonly stage: Stage;
  removal: GuidedRemoval;
  readonly logged: string[] = [];
  readonly #options: RemovalStageOptions;

  private constructor(options: RemovalStageOptions) {
    this.#options = options;
    mkdirSync(this.kari.home);
    mkdirSync(this.ola.home);
    this.stage = new Stage(options);
    this.stage.platform.people = [this.kari, ...(options.others ?? [this.ola])];
    this.removal = this.open();
  }

  static async open(
    installed: (at: RemovalStage) => readonly InstalledApp[],
    options: RemovalStageOptions = {},
  ): Promise<RemovalStage> {
    const at = new RemovalStage(options);
    at.stage.platform.apps.set(installed(at));
    await at.stage.cycle.start();
    return at;
  }

  /** The agent's part, made anew as after a restart. */
  open(): GuidedRemoval {
    const { clock, platform } = this.stage;
    const cycle = () => this.stage.cycle;
    const appOf = (id: string) => apps[ids.indexOf(id)];
    return createGuidedRemoval({
      mode: this.#options.mode ?? 'system',
      os: 'linux',
      ownPaths: this.#options.ownPaths ?? ['/usr/lib/portvakt/node'],
      policyIn: () => this.stage.inForce?.policy,
      exemptions: () => this.stage.inForce?.exemptions ?? [],
      people: () => peopleOf({ accounts: () => platform.people, nameOf: String }),
      inventory: () => cycle().inventory(),
      subjects: () => cycle().subjects().installed,
      running: () => cycle().subjects().running,
      judge: (subject) => cycle().judge(subject),
      appOf,
      nameOf: (effective, app) => appNameOf(effective, app, appOf),
      lookAgain: () => cycle().full(),
      confirmRemoved: (gone) => cycle().confirmRemoved(gone),
      uninstall: platform.uninstaller,
      ...{ clock, log: silentLog },
    });
  }

  async list(account = 'kari', ban = 'telegram-ban'): Promise<readonly Removable[]> {
    const listed = await this.removal.removables(account, ban);
    if (!listed.ok) throw new Error(listed.fault);
    return listed.value;
  }

  async only(account = 'kari'): Promise<Removable> {
    const [first, ...rest] = await this.list(account);
    if (first === undefined || rest.length > 0) throw new Error(`${rest.length + 1} items`);
    return first;
  }

  /** Lets the time pass that a removal may take until it is believed. */
  async over<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const ended = work.finally(() => {
      done = true;
    });
    await settled();
    for (let turn = 0; turn < 100 && !done; turn += 1) await this.stage.clock.advance(100);
    return ended;
  }

  /** `account kind news?` of all that was posted. */
  told(account: string): readonly string[] {
    return this.stage.notices.list(account).map(({ kind, times }) => `${kind} ${times}`);
  }

  ofKari(path: string): string {
    return join(this.kari.home, path);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stage[Symbol.asyncDispose]();
    this.homes[Symbol.dispose]();
  }
}

export const scopeOf = ({ name, uid }: Account): InstalledApp['scope'] => ({
  kind: 'account',
  account: name,
  uid,
});
