import { useCallback, useState } from 'react';
import type { Answer } from '#protocol/tray-window.ts';

export type Verb = {
  readonly busy: boolean;
  /** The code of what went wrong last. */
  readonly fault: string | undefined;
  /** Asks, unless an answer is still awaited; `then` hears what came back. */
  readonly run: <T>(ask: () => Promise<Answer<T>>, then?: (value: T) => void) => void;
};

/** One thing that the person asked for at a time: whether it is under way, and what went wrong. */
export function useVerb(): Verb {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  const run = useCallback(
    <T>(ask: () => Promise<Answer<T>>, then?: (value: T) => void) => {
      if (busy) return;
      setBusy(true);
      setFault(undefined);
      void ask()
        .catch((): Answer<T> => ({ ok: false, fault: 'unreachable' }))
        .then((answer) => {
          setBusy(false);
          if (answer.ok) then?.(answer.value);
          else setFault(answer.fault);
        });
    },
    [busy],
  );
  return { busy, fault, run };
}
