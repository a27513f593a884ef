/** A guard process whose judge says yes to all but one name: what the asking costs, without the judging. */
import { runGuard } from '#platform/exec-guard/run-guard.ts';

runGuard<unknown>(() => ({
  take: () => undefined,
  judge: ({ path }) => ({ verdict: path.endsWith('/banned') ? 'deny' : 'allow', scope: 'everybody' }),
  identityOf: () => undefined,
}));
