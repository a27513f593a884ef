import { closeSync, fstatSync, openSync, readlinkSync, realpathSync } from 'node:fs';
import { holdingForAll } from '#agent/actions/armed-programs.ts';
import { closerLookIsDue } from '#agent/closer-looks.ts';
import { createAppMatcher } from '#agent/facts/app-matcher.ts';
import { deniedSubject, runningSubject } from '#agent/facts/running-facts.ts';
import type { GuardBasis } from '#agent/guard/basis.ts';
import { createGuardJudge, type GuardJudge } from '#agent/guard/judge.ts';
import type { App } from '#catalogue/app.ts';
import { compileCatalogue } from '#catalogue/compile.ts';
import type { Identifier } from '#catalogue/identifier.ts';
import { builtInApps } from '#catalogue/load.ts';
import { wantedEvidence } from '#catalogue/wanted-evidence.ts';
import type { Answer, AskedFile } from '#platform/exec-guard/gate-port.ts';
import { loadLibc } from '#platform/processes/libc.ts';
import { withoutDeletedMark } from '#platform/processes/proc-stat.ts';
import { stampReader } from '#platform/processes/stamp-now.ts';
import { createProgramIdentifier } from '#platform/program-identity/linux.ts';
import { sameFile } from '#platform/program-identity/marker-scan.ts';
import type { ProgramIdentity } from '#platform/program-identity/port.ts';
import { zoneOf } from '#policy/calendar-day.ts';
import { judgeFor } from '#policy/decide.ts';
import type { Ban } from '#policy/ban.ts';
import type { Decision } from '#policy/decision.ts';
import { ban, monday, policyOf } from '#test/kit/policy-builder.ts';

const claim: Pick<Identifier, 'channel' | 'confidence' | 'source'> = {
  channel: 'portable',
  confidence: 'primary',
  source: ['T'],
};
/** The coreutils under another name, so that real programs are at hand that a ban can name. */
export const sleeper: App = {
  id: 'sleeper',
  name: 'Sleeper',
  vendor: 'Example',
  countryOfControl: 'none',
  categories: ['test'],
  priority: 3,
  suggestion: 'prohibit',
  advice: [],
  identifiers: [
    { ...claim, kind: 'deb-package', value: 'coreutils' },
    { ...claim, kind: 'deb-package', value: 'bash' },
    { ...claim, kind: 'flatpak-id', value: 'org.example.Sleeper' },
    { ...claim, kind: 'snap-name', value: 'sleeper' },
    { ...claim, kind: 'snap-name', value: 'sleeper-hearsay', confidence: 'secondary' },
    { ...claim, kind: 'exe-path', value: '~/Sleeper/Sleeper' },
    { ...claim, kind: 'desktop-id', value: 'sleeper-unsure.desktop', confidence: 'unverified' },
    { ...claim, kind: 'exe-name', value: 'Sleeper' },
    { ...claim, kind: 'exe-path', value: '/opt/unsure/sleeper', confidence: 'unverified' },
    { ...claim, kind: 'data-folder', value: 'sleeper-data' },
  ],
  markers: {
    sets: [
      {
        strings: ['GNU coreutils', 'https://www.gnu.org/software/coreutils/'],
        atLeast: 2,
        confidence: 'primary',
        source: ['T'],
        atLeastBytes: 30_000,
      },
    ],
  },
  sources: { T: { kind: 'own', reference: 'test' } },
};

export const sleeperBan = (over: Partial<Ban> = {}): Ban =>
  ban({ id: 'sleeper-ban', apps: ['sleeper'], ...over });

const catalogue = compileCatalogue([...builtInApps(), sleeper]);

export type Given = Partial<Omit<GuardBasis, 'policy'>> & {
  readonly bans?: readonly Ban[];
  /** Stands for `/` in package databases and installed flatpaks and snaps. */
  readonly root?: string;
  /** Longest look that is waited for at first. */
  readonly deadlineMs?: number;
};

export function basisOf({ bans = [sleeperBan()], ...over }: Given): GuardBasis {
  const { zone: _, ...policy } = policyOf([{ unit: 'root', bans }]);
  return {
    policy,
    exemptions: [],
    pauses: [],
    grace: [],
    installed: [],
    accounts: [
      { name: 'kari', uid: 2001, home: '/home/kari' },
      { name: 'ola', uid: 2002, home: '/home/ola' },
    ],
    os: 'linux',
    ownPaths: [realpathSync(process.execPath)],
    apps: [sleeper],
    inventoryRevision: 1,
    standsUntil: undefined,
    now: monday,
    ...over,
  };
}

export type Asking = {
  /** Path as the kernel would tell it; the file's own without it. */
  readonly path?: string;
  readonly pid?: number;
  readonly uid?: number;
};

/** A judge of starts, and beside it the agent that sees the same program run. */
export class JudgeStage implements AsyncDisposable {
  readonly complaints: string[] = [];
  readonly judge: GuardJudge;
  readonly #inGuard;
  readonly #inAgent;
  readonly #stampAt = stampReader(loadLibc());
  elapsed = 0;
  basis: GuardBasis = basisOf({});

  constructor(given: Pick<Given, 'root' | 'deadlineMs'> = {}) {
    const options = { deadlineMs: 30_000, ...(given.root === undefined ? {} : { root: given.root }) };
    this.#inGuard = createProgramIdentifier({ ...options, deadlineMs: given.deadlineMs ?? 30_000 });
    this.#inAgent = createProgramIdentifier(options);
    const wanted = wantedEvidence(catalogue);
    this.#inAgent.setMarkers(wanted);
    this.#inAgent.setDataFolders(wanted.dataFolders);
    this.judge = createGuardJudge({
      identifier: this.#inGuard,
      catalogueWith: (apps) => compileCatalogue([...builtInApps(), ...apps]),
      subjectOf: (asked, identity, { account, match, now }) =>
        deniedSubject(asked, identity, { bootId: 'boot', match, nameOf: () => account }, now),
      holdingForAll,
      nameOf: String,
      liesAt: (path, stamp) => {
        const found = this.#stampAt(path, 'itself');
        return found !== undefined && sameFile(stamp, found);
      },
      elapsedMs: () => this.elapsed,
      clock: () => Date.now(),
      complain: (line) => this.complaints.push(line),
    });
  }

  async take(given: Given): Promise<this> {
    this.basis = basisOf(given);
    await this.judge.take(this.basis);
    return this;
  }

  /** What the gate tells of an open file; must be closed by the caller. */
  asked(fd: number, { path, pid = process.pid, uid = 2001 }: Asking = {}): AskedFile {
    const stats = fstatSync(fd);
    const stamp = this.#stampAt(`/proc/self/fd/${fd}`);
    return {
      fd,
      path: path ?? withoutDeletedMark(readlinkSync(`/proc/self/fd/${fd}`)),
      pid,
      uid,
      ...(stamp === undefined ? {} : { stamp }),
      kept: stats.isFile() && stats.uid === 0 && (stats.mode & 0o022) === 0,
    };
  }

  async ask(file: string, asking: Asking = {}): Promise<Answer> {
    const fd = openSync(file, 'r');
    try {
      return await this.judge.judge(this.asked(fd, asking));
    } finally {
      closeSync(fd);
    }
  }

  /** What the agent's cycle decides about the program once it runs as this process. */
  async cycleDecides(pid: number, { path, uid = 2001 }: Asking = {}): Promise<Decision | undefined> {
    const exe = path ?? withoutDeletedMark(readlinkSync(`/proc/${pid}/exe`));
    const account = this.basis.accounts.find((one) => one.uid === uid);
    const file = { path: exe, pid, ...(account === undefined ? {} : { home: account.home }) };
    const quick = this.#decide(pid, exe, uid, this.#inAgent.quick(file));
    if (quick.decision?.effect === 'block' || !closerLookIsDue(quick)) return quick.decision;
    return this.#decide(pid, exe, uid, await this.#inAgent.thorough(file, 'owned-too')).decision;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#inGuard[Symbol.asyncDispose]();
    await this.#inAgent[Symbol.asyncDispose]();
  }

  #decide(pid: number, exe: string, uid: number, identity: ProgramIdentity) {
    const { accounts, installed, policy, ...basis } = this.basis;
    const nameOf = (of: number): string => accounts.find((one) => one.uid === of)?.name ?? String(of);
    const process = { pid, startTicks: 1n, parent: 1, uid, startedAt: monday, exe };
    const subject = runningSubject(
      process,
      identity,
      { bootId: 'boot', match: createAppMatcher(catalogue), nameOf },
      { now: basis.now, local: monday, alreadyRunning: false },
    );
    const decision = judgeFor({
      ...basis,
      policy: { ...policy, zone: zoneOf(policy.organisation.calendar.timeZone) },
      facts: {
        device: { os: 'linux', class: policy.class, accounts: [] },
        installed:
          installed === undefined
            ? { state: 'unknown', why: 'not looked' }
            : { state: 'known', at: basis.now, value: installed },
        running: { state: 'known', at: basis.now, value: [subject] },
      },
    }).verdict(subject);
    return { decision, identity, process, subject };
  }
}
