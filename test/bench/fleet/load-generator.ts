import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { native } from './native.ts';

/** How one expectation ended; times in ns of the monotonic clock, of the clients that met it. */
export type Met = {
  readonly done: string;
  readonly count: number;
  readonly began: number;
  readonly p50: number;
  readonly p95: number;
  readonly last: number;
  /** Connections that ended without a word since the clients were told to connect. */
  readonly lost: number;
};
export type Load = AsyncDisposable & {
  readonly clients: number;
  readonly say: (line: string) => void;
  /** Says a line and waits for what it brings; rejects after `seconds`. */
  readonly run: (line: string, seconds?: number) => Promise<Met>;
  /** The next thing that is met. */
  readonly next: (seconds?: number) => Promise<Met>;
};

/** Source addresses 127.0.0.2 and on, so that no pair of addresses runs out of ports. */
const addresses = 8;

/** One process of simulated clients: of `from`, a file of agents, or that many subscribers. */
export async function startLoad(
  kind: 'portvakt' | 'mqtt' | 'nats' | 'raw',
  port: number,
  from: string | number,
  tls = false,
): Promise<Load> {
  const child = spawn(native('load'), [kind, `${port}`, tls ? '1' : '0', `${addresses}`, `${from}`], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const heard: Met[] = [];
  let wake: (() => void) | undefined;
  let ended = false;
  createInterface(child.stdout).on('line', (line) => {
    heard.push(JSON.parse(line) as Met);
    wake?.();
  });
  child.on('exit', () => {
    ended = true;
    wake?.();
  });
  const next = async (seconds = 60): Promise<Met> => {
    const until = performance.now() + seconds * 1_000;
    for (;;) {
      const met = heard.shift();
      if (met !== undefined) return met;
      if (ended) throw new Error('the load generator ended');
      const left = until - performance.now();
      if (left <= 0) throw new Error(`${kind}: not met within ${seconds} s`);
      await new Promise<void>((resolve) => {
        const late = setTimeout(resolve, left);
        wake = () => {
          clearTimeout(late);
          resolve();
        };
      });
    }
  };
  const say = (line: string): void => void child.stdin.write(`${line}\n`);
  const { count } = await next();
  return {
    clients: count,
    say,
    run: (line, seconds) => {
      say(line);
      return next(seconds);
    },
    next,
    [Symbol.asyncDispose]: async () => {
      say('quit');
      await exited;
    },
  };
}
