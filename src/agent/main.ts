import { systemClock } from '#runtime/clock.ts';
import { composeAgent, type ComposedAgent, type Succession } from './compose.ts';
import type { AgentOptions, RunningAgent } from './running-agent.ts';

const triesToGoOn = 4;

/**
 * Starts an agent: enforces what it holds at once, then calls the server. Throws where its folders cannot be trusted.
 * When its state is found damaged in use, the file is set aside and the agent goes on with a fresh one.
 */
export async function startAgent(options: AgentOptions): Promise<RunningAgent> {
  const listeners = new Set<() => void>();
  let isStopped = false;
  let replacing: Promise<void> | undefined;
  const announce = (): void => listeners.forEach((listener) => listener());
  const replace = async (): Promise<void> => {
    const succession = current.succession();
    await current.stop();
    if (isStopped) return;
    current = await compose(succession);
    current.onCycle(announce);
    replacing = undefined;
  };
  /** What keeps it from going on may pass: a disk, a door that is still taken. */
  const compose = async (succession: Succession): Promise<ComposedAgent> => {
    const clock = options.clock ?? systemClock;
    for (let tries = 1; ; tries += 1) {
      try {
        return await composeAgent(options, onDamaged, succession);
      } catch (fault) {
        if (tries === triesToGoOn || isStopped) throw fault;
        options.log.error({ fault: String(fault), tries }, 'a fresh start failed');
        await new Promise<void>((resolve) => clock.after(1_000 * tries, resolve));
      }
    }
  };
  const onDamaged = (): void => {
    replacing ??= Promise.resolve()
      .then(replace)
      .catch((fault: unknown) => {
        options.log.fatal({ fault: String(fault) }, 'the agent could not go on with a fresh state');
        if (!isStopped) options.onEnd?.();
      });
  };
  let current = await composeAgent(options, onDamaged);
  current.onCycle(announce);
  return {
    status: (account) => current.status(account),
    get services() {
      return current.services;
    },
    onCycle: (listener) => {
      const own = (): void => listener();
      listeners.add(own);
      return { [Symbol.dispose]: () => void listeners.delete(own) };
    },
    stop: async () => {
      isStopped = true;
      await replacing;
      await current.stop();
    },
  };
}

if (import.meta.main) await (await import('./run.ts')).runAgent(startAgent);
