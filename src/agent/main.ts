import { composeAgent } from './compose.ts';
import type { AgentOptions, RunningAgent } from './running-agent.ts';

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
    current = await composeAgent(options, onDamaged, succession);
    current.onCycle(announce);
    replacing = undefined;
  };
  const onDamaged = (): void => {
    replacing ??= Promise.resolve()
      .then(replace)
      .catch((fault: unknown) =>
        options.log.fatal({ fault: String(fault) }, 'the agent could not go on with a fresh state'),
      );
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
