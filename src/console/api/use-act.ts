import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import type { OperationId, ResponseOf } from '#protocol/console-server.ts';
import { useApi } from './api-context.ts';
import type { CallInput } from './console-api.ts';

/**
 * Does something on the server. `changes` names the operations whose answers it makes old: those that are shown are
 * asked again before `mutate`'s `onSuccess` is called.
 */
export function useAct<Id extends OperationId>(
  id: Id,
  changes: readonly OperationId[] = [],
): UseMutationResult<ResponseOf<Id>, Error, CallInput<Id>> {
  const api = useApi();
  const client = useQueryClient();
  return useMutation<ResponseOf<Id>, Error, CallInput<Id>>({
    mutationFn: (input) => api.call(id, input),
    onSuccess: () =>
      client.invalidateQueries({
        predicate: ({ queryKey: [operation] }) => (changes as readonly unknown[]).includes(operation),
      }),
  });
}
