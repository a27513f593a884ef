import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { OperationId, ResponseOf } from '#protocol/console-server.ts';
import { useApi } from './api-context.ts';
import type { CallInput } from './console-api.ts';

export type Asked = {
  /** False: not yet. */
  readonly enabled?: boolean;
  /** Shows the answer before while the next one comes: for filters and pages of a list. */
  readonly keepPrevious?: boolean;
  /** Asks again by itself after so many milliseconds, or never. */
  readonly every?: number | false;
};

type Given<Id extends OperationId> =
  object extends CallInput<Id>
    ? readonly [input?: CallInput<Id>, asked?: Asked]
    : readonly [input: CallInput<Id>, asked?: Asked];

/** The key under which an answer is kept: the operation, then what it was given. */
export const keyOf = (id: OperationId, input: object = {}): readonly unknown[] => [id, input];

/** Asks the server something, keeps the answer, and asks again when an announcement made it old. */
export function useOperation<Id extends OperationId>(
  id: Id,
  ...given: Given<Id>
): UseQueryResult<ResponseOf<Id>> {
  const api = useApi();
  const [input, asked = {}] = given as readonly [CallInput<Id>?, Asked?];
  // An operation without input takes the empty one, as the type says.
  const sent = input ?? ({} as CallInput<Id>);
  return useQuery<ResponseOf<Id>>({
    queryKey: keyOf(id, sent),
    queryFn: ({ signal }) => api.call(id, sent, signal),
    enabled: asked.enabled ?? true,
    refetchInterval: asked.every ?? false,
    ...(asked.keepPrevious === true ? { placeholderData: keepPreviousData } : {}),
  });
}
