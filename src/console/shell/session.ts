import { useOperation } from '../api/use-operation.ts';
import { useApi } from '../api/api-context.ts';
import type { ResponseOf } from '#protocol/console-server.ts';

export type Session = ResponseOf<'getSession'>;

/** Who is signed in, as far as is known. */
export function useSession(): {
  readonly session: Session | undefined;
  readonly signedIn: boolean;
  readonly fault: unknown;
  readonly again: () => void;
} {
  const api = useApi();
  const { data, error, refetch } = useOperation('getSession');
  if (data !== undefined) api.csrf = data.csrf;
  return {
    session: data,
    signedIn: data?.signedIn === true,
    fault: data === undefined ? error : undefined,
    again: () => void refetch(),
  };
}

type Role = NonNullable<Session['operator']>['role'];
/** Weakest first, as `protocol/console-operation.ts` has them; a test holds the two together. */
export const roleOrder: readonly Role[] = ['viewer', 'helpdesk', 'editor', 'approver', 'administrator'];

/** Whether the person who is signed in may do what demands this role; the server decides anyway. */
export function useMay(): (demanded: Role, scope?: 'organisation') => boolean {
  const { session } = useSession();
  const operator = session?.operator;
  return (demanded, scope) =>
    operator !== undefined &&
    roleOrder.indexOf(operator.role) >= roleOrder.indexOf(demanded) &&
    (scope === undefined || operator.scopeIsRoot);
}
