/**
 * Ends a program in order: what was registered is disposed newest first, once, and a step that fails never keeps the
 * others from being disposed. Whoever composes the program ties it to SIGINT and SIGTERM.
 */
export type Shutdown = {
  readonly signal: AbortSignal;
  add(name: string, dispose: () => void | Promise<void>): void;
  /** Resolves when everything was disposed. */
  end(): Promise<void>;
};

export function createShutdown(onFault: (name: string, fault: unknown) => void): Shutdown {
  const controller = new AbortController();
  const steps: { name: string; dispose: () => void | Promise<void> }[] = [];
  let ending: Promise<void> | undefined;
  const end = (): Promise<void> => {
    ending ??= (async () => {
      controller.abort();
      for (const step of steps.reverse()) {
        try {
          await step.dispose();
        } catch (fault) {
          onFault(step.name, fault);
        }
      }
    })();
    return ending;
  };
  return { signal: controller.signal, add: (name, dispose) => void steps.push({ name, dispose }), end };
}
