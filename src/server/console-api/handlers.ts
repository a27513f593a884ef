import type { Outcome } from '#policy/outcome.ts';
import type {
  BodyOf,
  OperationId,
  operations,
  ParamsOf,
  QueryOf,
  ResponseOf,
} from '#protocol/console-server.ts';
import type { TextStream } from '#server/exports/index.ts';
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
  /** Of an answer that is right and yet no 200. */
  readonly setStatus: (status: number) => void;
};
/** What an operation answers with: a document, or a stream where its description says what it `produces`. */
export type AnswerOf<Id extends OperationId> = (typeof operations)[Id] extends {
  readonly produces: readonly string[];
}
  ? TextStream
  : ResponseOf<Id>;
export type Handler<Id extends OperationId> = (call: Call<Id>) => Promise<Outcome<AnswerOf<Id>, Refusal>>;
/** One function per operation of the protocol; a missing or superfluous one does not compile. */
export type Handlers = { readonly [Id in OperationId]: Handler<Id> };
