import { createContext, useContext } from 'react';
import type { Ban } from '#policy/ban.ts';
import { useWords } from '../../shell/words.tsx';
import type { BanEditing } from './use-ban-editing.ts';

const EditingContext = createContext<BanEditing | undefined>(undefined);
export const EditingProvider = EditingContext.Provider;

/** The ban that is edited, a way to change some of its fields, and what is wrong with a field. */
export function useEditing(): {
  readonly ban: Ban;
  readonly change: (fields: Partial<Ban>) => void;
  /** `undefined` takes the field out. */
  readonly replace: (ban: Ban) => void;
  readonly errorAt: (field: string) => { readonly error?: string };
} {
  const editing = useContext(EditingContext);
  const { say } = useWords();
  if (editing === undefined) throw new Error('a field is shown outside the editor');
  const { ban, set, faults } = editing;
  return {
    ban,
    change: (fields) => set({ ...ban, ...fields }),
    replace: set,
    errorAt: (field) => {
      const fault = faults[field];
      return fault === undefined ? {} : { error: say(`editor.${fault}`) };
    },
  };
}

/** An object without one of its fields. */
export function without<T extends object, K extends keyof T>(object: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = object;
  return rest;
}
