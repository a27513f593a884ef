import { createContext, useCallback, useContext, useState, type ReactNode } from 'react';

const AnnounceContext = createContext<(words: string) => void>(() => undefined);
/** Says something to screen readers once, without taking the focus. */
export const useAnnounce = (): ((words: string) => void) => useContext(AnnounceContext);

export function AnnounceProvider({ children }: { readonly children: ReactNode }) {
  const [said, setSaid] = useState({ words: '', times: 0 });
  const announce = useCallback((words: string) => setSaid(({ times }) => ({ words, times: times + 1 })), []);
  return (
    <AnnounceContext value={announce}>
      {children}
      <div role="status" className="ds-sr-only">
        {/* A new node each time: the same words twice are two messages. */}
        <span key={said.times}>{said.words}</span>
      </div>
    </AnnounceContext>
  );
}
