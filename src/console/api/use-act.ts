import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { OperationId, ResponseOf } from '#protocol/console-server.ts';
import { useApi } from './api-context.ts';
import type { CallInput } from './console-api.ts';

type Result<Id extends OperationId> = UseMutationResult<ResponseOf<Id>, Error, CallInput<Id>>;
type Then<Id extends OperationId> = {
  readonly onSuccess?: (answer: ResponseOf<Id>) => void;
  readonly onError?: (fault: Error) => void;
};
/** `mutate` calls what it is given even where the act took its own button off the page. */
export type Act<Id extends OperationId> = WithoutMutate<Result<Id>> & {
  readonly mutate: (input: CallInput<Id>, then?: Then<Id>) => void;
};
/** Each state by itself, so that a state still says what there is. */
type WithoutMutate<State> = State extends unknown ? Omit<State, 'mutate'> : never;

/**
 * Does something on the server. `changes` names the operations whose answers it makes old: those that are shown are
 * asked again before `mutate`'s `onSuccess` is called.
 */
export function useAct<Id extends OperationId>(id: Id, changes: readonly OperationId[] = []): Act<Id> {
  const api = useApi();
  const client = useQueryClient();
  const act = useMutation<ResponseOf<Id>, Error, CallInput<Id>>({
    mutationFn: (input) => api.call(id, input),
    onSuccess: () =>
      client.invalidateQueries({
        predicate: ({ queryKey: [operation] }) => (changes as readonly unknown[]).includes(operation),
      }),
  });
  const { mutateAsync } = act;
  // The library forgets what `mutate` is given once the component is gone, which is what a new answer, or an
  // announcement that is faster than the answer, may do to it.
  const mutate = useCallback(
    (input: CallInput<Id>, then: Then<Id> = {}): void =>
      void mutateAsync(input).then(
        (answer) => then.onSuccess?.(answer),
        (fault: unknown) => then.onError?.(fault instanceof Error ? fault : new Error(String(fault))),
      ),
    [mutateAsync],
  );
  return { ...act, mutate };
}
