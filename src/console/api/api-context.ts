import { createContext, useContext } from 'react';
import type { ConsoleApi } from './console-api.ts';

const ApiContext = createContext<ConsoleApi | undefined>(undefined);
export const ApiProvider = ApiContext.Provider;

export function useApi(): ConsoleApi {
  const api = useContext(ApiContext);
  if (api === undefined) throw new Error('a component asks the server outside the console');
  return api;
}
