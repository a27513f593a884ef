/** Requests per second and account, averaged; a tray that starts asks a handful at once. */
const perSecond = 20;
const burst = 60;
/** Budgets remembered of accounts that are not connected now. */
export const budgetsRemembered = 1_000;
/** Refused requests in a row after which a connection is closed. */
export const patience = 100;
/** Laborious requests that run at once for one account: each reads files. */
export const laboriousAtOnce = 2;

/** What one account may still ask, over all of its connections. */
export type Budget = {
  connections: number;
  laborious: number;
  tokens: number;
  filledAt: number;
};

export const newBudget = (now: number): Budget => ({
  connections: 0,
  laborious: 0,
  tokens: burst,
  filledAt: now,
});

/** Takes one request out of the budget. `now` is monotonic, in milliseconds. */
export function spend(budget: Budget, now: number): boolean {
  budget.tokens = Math.min(burst, budget.tokens + ((now - budget.filledAt) / 1_000) * perSecond);
  budget.filledAt = now;
  if (budget.tokens < 1) return false;
  budget.tokens -= 1;
  return true;
}

const laborious: ReadonlySet<string> = new Set(['explain', 'removables', 'remove', 'verify-removal']);

/** Whether serving it makes the agent look at files, so that only a few are served at once. */
export const isLaborious = (verb: string): boolean => laborious.has(verb);
