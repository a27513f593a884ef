import type { Clock } from '#runtime/clock.ts';

export type NamespaceLooksParts = {
  readonly clock: Clock;
  /** What names the mount namespace of a process; undefined where it is gone. */
  readonly namespaceOf: (pid: number | 'self') => string | undefined;
  readonly look: (pid: number) => void;
};

/**
 * Has mount namespaces looked at, other than this process's own, in which programs start: at once, and again a second
 * later where more were started there meanwhile. A container that starts a thousand programs a second costs one look.
 */
export interface NamespaceLooks extends Disposable {
  started(pid: number): void;
}

const everyMs = 1_000;
/** Whoever makes more namespaces than this in a second has them looked at when the second is over, or not at all. */
const mostAtOnce = 256;

type Waiting = { readonly timer: Disposable; next: number | undefined };

export function createNamespaceLooks({ clock, look, namespaceOf }: NamespaceLooksParts): NamespaceLooks {
  const own = namespaceOf('self');
  const waiting = new Map<string, Waiting>();
  const lookAt = (namespace: string, pid: number): void => {
    const timer = clock.after(everyMs, () => {
      const next = waiting.get(namespace)?.next;
      waiting.delete(namespace);
      if (next !== undefined) lookAt(namespace, next);
    });
    waiting.set(namespace, { timer, next: undefined });
    look(pid);
  };
  return {
    started: (pid) => {
      const namespace = namespaceOf(pid);
      if (namespace === undefined || namespace === own) return;
      const before = waiting.get(namespace);
      if (before !== undefined) before.next = pid;
      else if (waiting.size < mostAtOnce) lookAt(namespace, pid);
    },
    [Symbol.dispose]: () => {
      for (const { timer } of waiting.values()) timer[Symbol.dispose]();
      waiting.clear();
    },
  };
}
