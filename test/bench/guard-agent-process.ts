/**
 * The agent's end of the start guard in a process of its own, with a policy that bans Telegram and the catalogue as it is: the
 * guard process, its keeper and the judge are the real ones. It may also listen for what escapes, as the agent does. Driven over IPC.
 */
import type { GuardBasis } from '#agent/guard/basis.ts';
import type { DeniedStart, GuardCounts } from '#platform/exec-guard/port.ts';
import { AnnouncedProcesses } from '#platform/processes/announced.ts';
import type { ArmedProgram } from '#platform/processes/port.ts';
import { selectPlatform } from '#platform/select.ts';
import { ban, day, monday, policyOf } from '#test/kit/policy-builder.ts';

export type GuardBenchOrder =
  | {
      readonly kind: 'start';
      readonly folder: string;
      readonly only: string;
      readonly person: { readonly uid: number; readonly home: string };
    }
  | { readonly kind: 'counts' }
  /** Listens for starts and ends what was denied before, wherever a copy of it lies. */
  | { readonly kind: 'listen' }
  | { readonly kind: 'stop' };
export type GuardBenchReport =
  | { readonly kind: 'ready'; readonly takesMs: number }
  | { readonly kind: 'counts'; readonly counts: GuardCounts }
  | { readonly kind: 'listening'; readonly armed: number }
  | { readonly kind: 'failed'; readonly why: string };

/** `PORTVAKT_BENCH_GUARD=./guard-allows-all.ts`: another program than the agent's own, for instance one that asks without judging. */
const program = process.env['PORTVAKT_BENCH_GUARD'] ?? '../../src/agent/guard-process.ts';

const tell = (report: GuardBenchReport): void => void process.send?.(report);
const denied: DeniedStart[] = [];
const close = new AsyncDisposableStack();

async function start(order: GuardBenchOrder & { readonly kind: 'start' }): Promise<void> {
  const began = performance.now();
  const guard = close.use(
    await selectPlatform().execGuard<GuardBasis>({
      program: new URL(program, import.meta.url),
      folder: order.folder,
      protectedPaths: [],
      only: [order.only],
    }),
  );
  guard.onDenied((one) => denied.push(one));
  // What is measured then is no guard.
  guard.onState((state) => {
    if (state.kind === 'gap') console.error(`the guard was ended: ${state.why}`);
  });
  await guard.judgeBy(basisOf(order.person));
  const state = guard.state();
  if (state.kind !== 'guarding') {
    tell({ kind: 'failed', why: `${state.kind}: ${'why' in state ? state.why : ''}` });
    return;
  }
  tell({ kind: 'ready', takesMs: performance.now() - began });
  process.on('message', (next: GuardBenchOrder) => {
    if (next.kind === 'counts') void guard.counts().then((counts) => tell({ kind: 'counts', counts }));
  });
}

async function listen(): Promise<void> {
  const opened = await AnnouncedProcesses.open({ sweepEveryMs: 60_000, measure: false });
  if (!(opened instanceof AnnouncedProcesses)) {
    tell({ kind: 'failed', why: opened.why });
    return;
  }
  close.use(opened);
  await opened.watch(() => undefined);
  // The agent arms what its own decisions say of the content; here the ban has no exception.
  const programs = new Map<string, ArmedProgram>();
  for (const { identity } of denied) {
    if (identity?.stamp === undefined) continue;
    const { print, stamp } = identity;
    const token = `${stamp.dev} ${stamp.ino}`;
    const copies = print === undefined ? {} : { copies: { print, uids: 'all' as const } };
    programs.set(token, { stamp, uids: 'all', token, ...copies });
  }
  await opened.arm([...programs.values()]);
  tell({ kind: 'listening', armed: programs.size });
}

function basisOf({ home, uid }: { readonly uid: number; readonly home: string }): GuardBasis {
  const { zone, ...policy } = policyOf([{ unit: 'root', bans: [ban()] }]);
  void zone;
  return {
    policy,
    exemptions: [],
    pauses: [],
    grace: [],
    installed: [],
    accounts: [{ name: 'person', uid, home }],
    os: 'linux',
    ownPaths: ['/usr/lib/portvakt'],
    apps: [],
    inventoryRevision: 1,
    standsUntil: undefined,
    now: monday + 60 * day,
  };
}

process.on('message', (order: GuardBenchOrder) => {
  const done =
    order.kind === 'start'
      ? start(order)
      : order.kind === 'listen'
        ? listen()
        : order.kind === 'stop'
          ? close.disposeAsync().then(() => process.exit())
          : Promise.resolve();
  done.catch((error: unknown) => tell({ kind: 'failed', why: String(error) }));
});
// The bench ended, however that came.
process.on('disconnect', () => process.exit());
