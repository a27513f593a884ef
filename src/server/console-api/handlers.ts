import type { Outcome } from '#policy/outcome.ts';
import type { BodyOf, OperationId, ParamsOf, QueryOf, ResponseOf } from '#protocol/console-server.ts';
import type { Operator } from '#server/operators/index.ts';
import type { Caller, Visit } from '#server/sessions/index.ts';
import type { Refusal } from '#server/store/refusal.ts';

/** A request that has passed its schemas and its role. */
export type Call<Id extends OperationId> = {
  readonly operator: Operator;
  readonly params: ParamsOf<Id>;
  readonly query: QueryOf<Id>;
  readonly body: BodyOf<Id>;
  /** Aborts when the caller leaves. */
  readonly gone: AbortSignal;
  /** Where it comes from. */
  readonly visit: Visit;
  /** Of a browser that is signed in by cookie. */
  readonly session: Caller['session'];
  /** Sets a cookie with the answer. */
  readonly setCookie: (cookie: string) => void;
};
export type Handler<Id extends OperationId> = (call: Call<Id>) => Promise<Outcome<ResponseOf<Id>, Refusal>>;
/** One function per operation of the protocol; a missing or superfluous one does not compile. */
export type Handlers = { readonly [Id in OperationId]: Handler<Id> };
