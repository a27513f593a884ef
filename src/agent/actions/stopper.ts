import { dirname } from 'node:path';
import type { Processes, ProcessRef, StopFault } from '#platform/processes/port.ts';
import type { DeviceFacts } from '#policy/facts.ts';
import { isProtected } from '#policy/protected.ts';
import type { Clock } from '#runtime/clock.ts';
import type { StopOrder } from './history.ts';

/**
 * `stopped`: it is gone, and a signal of ours was sent. `left-alone`: nothing demands the stop any more, or the program
 * ended before any signal. Any other: it still runs, with what the system said.
 */
export type StopResult = 'stopped' | 'left-alone' | 'outlived' | 'not-permitted' | 'unsupported';

export type StopperParts = {
  readonly processes: Processes;
  readonly clock: Clock;
  readonly bootId: string;
  readonly os: DeviceFacts['os'];
  readonly ownPaths: readonly string[];
  /** Signed time. */
  readonly now: () => number;
  /** Asked in the moment before: does the policy still demand it? */
  readonly stillDemanded: (order: StopOrder) => boolean;
  /** Notes in the order that a signal follows now, so that after a crash it is known whose doing the end was. */
  readonly signalling: (order: StopOrder) => void;
  /** Writes the result down, once per order. */
  readonly finish: (order: StopOrder, result: StopResult) => void;
  readonly onFault: (fault: unknown) => void;
  /** A test ends the agent here. */
  readonly faultPoint: (name: string) => void;
};

/** Time that a program has to save and close by itself when it is asked to. */
const politeMs = 5_000;
/** Looks whether it is gone, this long after the kill, before the stop counts as failed. */
const looksMs = [0, 20, 80, 400, 1_500];

/** Ends programs. An order may be given again at any time, also after a restart: it is carried out once. */
export interface Stopper extends Disposable {
  carryOut(order: StopOrder): void;
}

export function createStopper(parts: StopperParts): Stopper {
  const { processes, clock } = parts;
  const underWay = new Set<string>();
  const timers = new Set<Disposable>();

  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = clock.after(ms, () => {
        timers.delete(timer);
        resolve();
      });
      timers.add(timer);
    });
  const isGone = (order: StopOrder): boolean =>
    order.bootId !== parts.bootId || !processes.alive(order.process);

  const send = (order: StopOrder, how: 'polite' | 'kill', noted: boolean): 'sent' | StopFault['code'] => {
    if (!noted) parts.signalling(order);
    parts.faultPoint('signal-noted');
    const asked = processes.end(order.process, how);
    parts.faultPoint('signal-sent');
    return asked.ok ? 'sent' : asked.fault.code;
  };

  const end = async (order: StopOrder): Promise<StopResult> => {
    let ours = order.signalled === true;
    if (isGone(order)) return ours ? 'stopped' : 'left-alone';
    if (isProtected(order.subject.path, parts.os, parts.ownPaths)) return 'left-alone';
    const below = processes.descendants(order.process);
    for (const how of order.how === 'countdown' ? (['polite', 'kill'] as const) : (['kill'] as const)) {
      const answer = send(order, how, ours);
      if (answer !== 'sent' && answer !== 'gone') return answer;
      ours ||= answer === 'sent';
      if (how === 'polite' && !isGone(order)) await wait(politeMs);
      if (isGone(order)) break;
    }
    if (!ours) return 'left-alone';
    await endBelow(order, below);
    for (const ms of looksMs) {
      if (ms > 0) await wait(ms);
      if (isGone(order)) return 'stopped';
    }
    return 'outlived';
  };

  /** What the program started goes with it, except what is protected or, of a program in use, another program (a browser, say). */
  const endBelow = async (order: StopOrder, below: readonly ProcessRef[]): Promise<void> => {
    if (below.length === 0) return;
    const paths = new Map((await processes.sweep()).map(({ pid, exe }) => [pid, exe] as const));
    for (const process of below) {
      const path = paths.get(process.pid);
      if (isProtected(path, parts.os, parts.ownPaths)) continue;
      if (order.how === 'countdown' && !belongsTo(path, order.exe ?? order.subject.path)) continue;
      processes.end(process, 'kill');
    }
  };

  const run = async (order: StopOrder): Promise<void> => {
    if (order.how === 'countdown' && !isGone(order)) await wait(Math.max(0, order.closesAt - parts.now()));
    // An order of before a restart, or a minute old: the policy may be another one by now.
    if (!isGone(order) && !parts.stillDemanded(order)) {
      parts.finish(order, 'left-alone');
      return;
    }
    const result = await end(order);
    parts.faultPoint('stop-done');
    parts.finish(order, result);
  };

  return {
    carryOut: (order) => {
      if (underWay.has(order.key)) return;
      underWay.add(order.key);
      run(order)
        .catch(parts.onFault)
        .finally(() => underWay.delete(order.key));
    },
    [Symbol.dispose]: () => {
      for (const timer of timers) timer[Symbol.dispose]();
      timers.clear();
    },
  };
}

/** The same program, or a part of it that lies beside it in a folder of its own. */
function belongsTo(path: string | undefined, program: string | undefined): boolean {
  if (path === undefined || program === undefined) return false;
  if (path === program) return true;
  const folder = dirname(program);
  const isShared = /^(\/usr(\/local)?)?\/(bin|sbin|games)$/.test(folder) || folder === '/';
  return !isShared && path.startsWith(`${folder}/`);
}
