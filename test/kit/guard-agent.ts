import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { GuardBasis } from '#agent/guard/basis.ts';
import type { DeniedStart, GuardCounts, GuardState } from '#platform/exec-guard/port.ts';
import type { Ban } from '#policy/ban.ts';
import { policyOf } from './policy-builder.ts';
import type { Person } from './tray-person.ts';

export type GuardAgentStart = {
  readonly folder: string;
  /** Absent: the whole machine. */
  readonly only?: readonly string[];
  readonly canary?: string;
};
export type GuardAgentOrder =
  { readonly kind: 'judge-by'; readonly basis: GuardBasis | undefined } | { readonly kind: 'counts' };
export type GuardAgentReport =
  | { readonly kind: 'done'; readonly state?: GuardState; readonly counts?: GuardCounts }
  | { readonly kind: 'denied'; readonly denied: DeniedStart }
  | { readonly kind: 'failed'; readonly why: string };

/**
 * The agent's end of the start guard, alone in a process: the guard does not ask about children of the agent, so that a test that
 * held it itself could start anything. Behind it stand the real guard process and the real judge.
 */
export type GuardAgent = AsyncDisposable & {
  readonly pid: number;
  readonly denied: readonly DeniedStart[];
  judgeBy(basis: GuardBasis | undefined): Promise<GuardState>;
  counts(): Promise<GuardCounts>;
};

/**
 * `fuseSeen`: as on a PC that had FUSE mounts before. Marks nothing but the file systems of these mount points, present and future ones; with `undefined` the whole machine: then a dead
 * man must watch its pid before it is told what to judge by.
 */
export async function startGuardAgent(
  only: readonly string[] | undefined,
  { fuseSeen = false }: { readonly fuseSeen?: boolean } = {},
): Promise<GuardAgent> {
  const folder = mkdtempSync('/tmp/portvakt-guard-');
  if (fuseSeen) writeFileSync(`${folder}/remote-seen`, '');
  const child = fork(new URL('./guard-agent-child.ts', import.meta.url).pathname, [], {
    execArgv: [],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const denied: DeniedStart[] = [];
  child.on('message', (report: GuardAgentReport) => {
    if (report.kind === 'denied') denied.push(report.denied);
  });
  const gone = once(child, 'exit').then(() => {
    throw new Error("the guard's agent ended");
  });
  gone.catch(() => undefined);
  const ask = async (
    order: GuardAgentStart | GuardAgentOrder,
  ): Promise<GuardAgentReport & { kind: 'done' }> => {
    child.send(order);
    for (;;) {
      const [report] = (await Promise.race([once(child, 'message'), gone])) as [GuardAgentReport];
      if (report.kind === 'failed') throw new Error(report.why);
      if (report.kind === 'done') return report;
    }
  };
  await ask({ folder, ...(only === undefined ? {} : { only }) });
  return {
    pid: child.pid ?? 0,
    denied,
    judgeBy: async (basis) => {
      const { state } = await ask({ kind: 'judge-by', basis });
      if (state === undefined) throw new Error('no state');
      return state;
    },
    counts: async () => {
      const { counts } = await ask({ kind: 'counts' });
      if (counts === undefined) throw new Error('no counts');
      return counts;
    },
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode === null && child.signalCode === null) {
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What starts are judged by on a PC with these people, where these bans are in force. */
export function basisOf(
  bans: readonly Ban[],
  people: readonly Person[],
  over: Partial<GuardBasis> = {},
): GuardBasis {
  const { zone, ...policy } = policyOf([{ unit: 'root', bans }]);
  void zone; // functions do not travel
  return {
    policy,
    exemptions: [],
    pauses: [],
    grace: [],
    installed: [],
    accounts: people.map(({ name, uid, home }) => ({ name, uid, home })),
    os: 'linux',
    ownPaths: [],
    apps: [],
    inventoryRevision: 0,
    standsUntil: undefined,
    now: Date.now(),
    ...over,
  };
}
