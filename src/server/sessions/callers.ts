import type { IncomingMessage } from 'node:http';
import type { Operator, Operators } from '#server/operators/index.ts';
import { cookieOf } from './cookies.ts';
import type { Sessions } from './sessions.ts';
import { visitOf, type Reach, type Visit } from './visits.ts';

/** Who sends a request: an operator by a token of their own, or one who is signed in by cookie (`session`). */
export type Caller = {
  readonly operator: Operator;
  readonly session?: { readonly id: string; readonly csrf: string };
};
export type Callers = {
  /** The operator in the unit where that person stands in today's org tree. */
  readonly placed: (operator: Operator) => Operator;
  readonly visit: (request: IncomingMessage) => Visit;
  /** A token goes before a cookie: who shows a wrong one is nobody. */
  readonly authenticate: (request: IncomingMessage, visit: Visit) => Promise<Caller | undefined>;
};

export type CallerPorts = {
  readonly operators: Operators;
  readonly sessions: Sessions;
  readonly reach: Reach;
  readonly unitOf: (operator: Operator) => string;
};

export function createCallers({ operators, sessions, reach, unitOf }: CallerPorts): Callers {
  const placed = (operator: Operator): Operator => ({ ...operator, unit: unitOf(operator) });
  return {
    placed,
    visit: (request) => visitOf(request, reach),
    authenticate: async (request, visit) => {
      if (request.headers.authorization !== undefined) {
        const token = bearer(request.headers.authorization);
        const operator = token === undefined ? undefined : await operators.authenticate(token);
        return operator === undefined ? undefined : { operator: placed(operator) };
      }
      const secret = cookieOf(visit, 'session');
      const found = secret === undefined ? undefined : await sessions.find(secret);
      if (found === undefined) return undefined;
      return { operator: placed(found.operator), session: { id: found.id, csrf: found.csrf } };
    },
  };
}

/** The token of `Authorization: Bearer …`. */
export function bearer(authorization: string): string | undefined {
  return /^Bearer ([A-Za-z0-9_-]{1,100})$/i.exec(authorization)?.[1];
}
