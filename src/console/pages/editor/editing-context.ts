import { createContext, createElement, useContext, type ReactNode } from 'react';
import type { Ban } from '#policy/ban.ts';
import { useWords } from '../../shell/words.tsx';
import { editorPlace, type ServerFault } from '../../view-models/server-faults.ts';
import type { BanEditing } from './use-ban-editing.ts';

type Editing = BanEditing & {
  /** What the server found in the ban as the draft holds it. */
  readonly serverFaults: readonly ServerFault[];
};
const EditingContext = createContext<Editing | undefined>(undefined);
export const EditingProvider = EditingContext.Provider;

/** For a field: what is wrong with it, and its place, by which it is found. */
export type AtField = { readonly 'data-place': string; readonly error?: ReactNode };

/** The ban that is edited, a way to change some of its fields, and what is wrong with a field. */
export function useEditing(): {
  readonly ban: Ban;
  readonly change: (fields: Partial<Ban>) => void;
  /** `undefined` takes the field out. */
  readonly replace: (ban: Ban) => void;
  readonly errorAt: (field: string) => AtField;
} {
  const editing = useContext(EditingContext);
  const { say } = useWords();
  const sentence = useFaultWords();
  if (editing === undefined) throw new Error('a field is shown outside the editor');
  const { ban, set, faults, serverFaults } = editing;
  return {
    ban,
    change: (fields) => set({ ...ban, ...fields }),
    replace: set,
    errorAt: (field) => {
      const fault = faults[field];
      if (fault !== undefined) return { 'data-place': field, error: say(`editor.${fault}`) };
      const served = serverFaults.find((one) => editorPlace(one.field) === field);
      return { 'data-place': field, ...(served === undefined ? {} : { error: sentence(served) }) };
    },
  };
}

/** A fault that the server found, in the words of the console where it has some, else in the server's own. */
export function useFaultWords(): (fault: ServerFault) => ReactNode {
  const { say } = useWords();
  return ({ known, message, advice }) =>
    known === undefined
      ? createElement('span', { lang: 'en' }, `${message}. ${advice}`)
      : say(`editor.${known}`);
}

/** An object without one of its fields. */
export function without<T extends object, K extends keyof T>(object: T, key: K): Omit<T, K> {
  const { [key]: _, ...rest } = object;
  return rest;
}
