import type { Problem } from '#protocol/console-operation.ts';
import {
  operations,
  type BodyOf,
  type OperationId,
  type ParamsOf,
  type QueryOf,
  type ResponseOf,
} from '#protocol/console-server.ts';
import { ProblemError, Unreachable } from './problem.ts';

type Field<K extends string, T> = [T] extends [undefined]
  ? { readonly [P in K]?: undefined }
  : object extends T
    ? { readonly [P in K]?: T }
    : { readonly [P in K]: T };

/** What an operation takes: its path's parameters, its query, its body. */
export type CallInput<Id extends OperationId> = Field<'params', ParamsOf<Id>> &
  Field<'query', QueryOf<Id>> &
  Field<'body', BodyOf<Id>>;

type Loose = {
  readonly params?: Readonly<Record<string, unknown>> | undefined;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
  readonly body?: unknown;
};

/** The address of an operation with what its path and query take. */
export function addressOf(id: OperationId, { params = {}, query = {} }: Loose): string {
  const path = operations[id].path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(params[name])),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return search.size === 0 ? path : `${path}?${search.toString()}`;
}

/** Calls the server's operations as the person whose cookie the browser has. */
export class ConsoleApi {
  /** Goes along with everything that changes something; from the session. */
  csrf: string | undefined;

  /** Throws `ProblemError` where the server refuses, `Unreachable` where it does not answer. */
  async call<Id extends OperationId>(
    id: Id,
    input: CallInput<Id>,
    signal?: AbortSignal,
  ): Promise<ResponseOf<Id>> {
    const { method } = operations[id];
    const loose: Loose = input;
    const response = await this.#fetch(addressOf(id, loose), {
      method,
      headers: {
        accept: 'application/json',
        ...(loose.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(method === 'GET' || this.csrf === undefined ? {} : { 'x-portvakt-csrf': this.csrf }),
      },
      ...(loose.body === undefined ? {} : { body: JSON.stringify(loose.body) }),
      credentials: 'same-origin',
      ...(signal === undefined ? {} : { signal }),
    });
    if (response.ok) return (await response.json()) as ResponseOf<Id>;
    throw new ProblemError(await problemOf(response));
  }

  async #fetch(address: string, init: RequestInit): Promise<Response> {
    try {
      return await fetch(address, init);
    } catch (fault) {
      if (fault instanceof DOMException && fault.name === 'AbortError') throw fault;
      throw new Unreachable();
    }
  }
}

/** A proxy in between may answer with something else than a problem document. */
async function problemOf(response: Response): Promise<Problem> {
  const type = response.headers.get('content-type') ?? '';
  if (type.includes('json')) return (await response.json()) as Problem;
  return {
    type: 'urn:portvakt:problem:server-fault',
    title: `HTTP ${response.status}`,
    status: Math.min(Math.max(response.status, 400), 599),
  };
}
