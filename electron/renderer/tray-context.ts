import { createContext, useContext } from 'react';
import type { View, WindowBridge, WindowState } from '#protocol/tray-window.ts';
import type { AskDraft } from './model/ask-form.ts';
import type { Say } from './say.ts';

/** What every page is given. */
export type Tray = {
  readonly state: WindowState;
  readonly bridge: WindowBridge;
  /** A text in the person's language. */
  readonly say: Say;
  readonly go: (view: View) => void;
  /** To where the person came from, else one page up. */
  readonly back: () => void;
  /** The page before this one; none where the window opened here. */
  readonly from: View | undefined;
  /** Said by screen readers, once, without taking the focus. */
  readonly announce: (words: string) => void;
  /** What was typed stays while the window is open, wherever the person goes meanwhile. */
  readonly drafts: Map<string, AskDraft>;
};

const TrayContext = createContext<Tray | undefined>(undefined);
export const TrayProvider = TrayContext.Provider;

export function useTray(): Tray {
  const tray = useContext(TrayContext);
  if (tray === undefined) throw new Error('a page is shown outside the window');
  return tray;
}
