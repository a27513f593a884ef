import { Compile } from 'typebox/compile';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { Problem, problems, type Operation, type ProblemName } from '#protocol/console-operation.ts';
import {
  operations,
  type BodyOf,
  type OperationId,
  type Operations,
  type ParamsOf,
  type QueryOf,
  type ResponseOf,
} from '#protocol/console-server.ts';
import { failing, systemCode, type CliFault } from './cli-fault.ts';
import type { Connection } from './connection.ts';

type Given<K extends string, V> = [V] extends [undefined]
  ? { readonly [P in K]?: never }
  : { readonly [P in K]: V };
/** What an operation takes; its type follows from the operation's own description. */
export type CallInput<Id extends OperationId> = Given<'params', ParamsOf<Id>> &
  Given<'query', QueryOf<Id>> &
  Given<'body', BodyOf<Id>>;

/** The server's HTTP API, one operation at a time. Nothing thrown and nothing returned ever holds the token. */
export type Api = {
  readonly server: string;
  call<Id extends OperationId>(id: Id, input: CallInput<Id>): Promise<Outcome<ResponseOf<Id>, CliFault>>;
  /** For an operation that answers with a stream of text: each piece as it comes, for as long as they come. */
  stream<Id extends StreamId>(
    id: Id,
    input: CallInput<Id>,
    take: (piece: string) => void,
  ): Promise<Outcome<undefined, CliFault>>;
};

/** Operations that answer with text instead of JSON. */
export type StreamId = {
  [Id in OperationId]: Operations[Id] extends { readonly produces: readonly string[] } ? Id : never;
}[OperationId];

export type ApiOptions = {
  readonly signal: AbortSignal;
  /** Milliseconds until a request is given up; what `wait` asks for comes on top. Default 30 s. */
  readonly timeoutMs?: number;
};

const problemCheck = Compile(Problem);

export function createApi(connection: Connection, { signal, timeoutMs = 30_000 }: ApiOptions): Api {
  const { server, token } = connection;
  const ask = (
    described: Operation,
    { params = {}, query = {}, body }: Parts,
    { accept, stop }: { readonly accept: string; readonly stop: AbortSignal },
  ): Promise<Response> =>
    fetch(addressOf(server, described, { params, query }), {
      method: described.method,
      headers: {
        accept: `${accept}, application/problem+json`,
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // The token must not follow to another place.
      redirect: 'manual',
      signal: stop,
    });
  return {
    server,
    call: async <Id extends OperationId>(id: Id, input: CallInput<Id>) => {
      const described: Operation = operations[id];
      const parts: Parts = input;
      const wait = typeof parts.query?.['wait'] === 'number' ? parts.query['wait'] * 1000 : 0;
      let status: number;
      let text: string;
      try {
        const stop = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs + wait)]);
        const answer = await ask(described, parts, { accept: 'application/json', stop });
        status = answer.status;
        text = await answer.text();
      } catch (fault) {
        return fail(notReached(server, fault, signal));
      }
      // A server that is not ready says so in the form of its answer.
      const read = readAnswer<Id>(described, { server, status, text });
      return status >= 400 && !(status === 503 && read.ok) ? fail(refusal(server, status, text)) : read;
    },
    stream: async (id, input, take) => {
      const described: Operation = operations[id];
      try {
        const began = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
        const stop = new AbortController();
        const giveUp = (): void => stop.abort(began.reason);
        began.addEventListener('abort', giveUp);
        const accept = described.produces?.join(', ') ?? '*/*';
        const answer = await ask(described, input, { accept, stop: stop.signal });
        // A long answer may take its time once it has begun.
        began.removeEventListener('abort', giveUp);
        signal.addEventListener('abort', () => stop.abort(), { once: true });
        if (answer.status >= 300) return fail(refusal(server, answer.status, await answer.text()));
        const decoder = new TextDecoder();
        for await (const piece of answer.body ?? []) take(decoder.decode(piece, { stream: true }));
        take(decoder.decode());
        return ok(undefined);
      } catch (fault) {
        return fail(notReached(server, fault, signal));
      }
    },
  };
}

type Parts = {
  readonly params?: object | undefined;
  readonly query?: Readonly<Record<string, unknown>> | undefined;
  readonly body?: unknown;
};

function addressOf(
  server: string,
  { path }: Operation,
  { params, query }: { readonly params: object; readonly query: object },
): URL {
  const values = new Map(Object.entries(params));
  const url = new URL(
    path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values.get(name)))),
    server,
  );
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) url.searchParams.set(name, String(value));
  return url;
}

function readAnswer<Id extends OperationId>(
  { response }: Operation,
  { server, status, text }: { readonly server: string; readonly status: number; readonly text: string },
): Outcome<ResponseOf<Id>, CliFault> {
  if (status >= 300 && status < 400)
    return failing('fault', `${server} answers with a redirect (${status}): give its final address`);
  const value = parseJson(text);
  const check = Compile(response);
  // The check of the schema whose static type is `ResponseOf<Id>` passes here.
  if (check.Check(value)) return ok(value as ResponseOf<Id>);
  const [first] = check.Errors(value);
  return failing(
    'fault',
    `${server} gave an answer that this version of portvakt does not understand${first === undefined ? '' : ` (${first.instancePath || 'the whole'} ${first.message})`}. Is it a Portvakt server of the same version?`,
  );
}

const exits: Readonly<Record<ProblemName, CliFault['exit']>> = {
  'not-signed-in': 'refused',
  'role-too-low': 'refused',
  'not-found': 'not-found',
  'method-not-allowed': 'fault',
  conflict: 'conflict',
  'too-large': 'invalid-files',
  'not-json': 'fault',
  'not-as-schema': 'usage',
  'policy-faults': 'invalid-files',
  'terms-forbid': 'refused',
  'bad-envelope': 'not-intact',
  'outside-unit': 'refused',
  'foreign-page': 'refused',
  'stale-draft': 'conflict',
  'pack-refused': 'not-intact',
  'rows-broken': 'invalid-files',
  'too-many-requests': 'unreachable',
  'server-fault': 'fault',
};

function refusal(server: string, status: number, text: string): CliFault {
  const value = parseJson(text);
  if (status === 502 || status === 503 || status === 504)
    return { exit: 'unreachable', message: `${server} is not ready (${status}): try again in a moment` };
  if (!problemCheck.Check(value))
    return { exit: 'fault', message: `${server} answers with ${status}, not as a Portvakt server does` };
  const name = value.type.slice('urn:portvakt:problem:'.length);
  const detail = value.detail === undefined ? '' : `: ${value.detail}`;
  const pointer = value.pointer === undefined ? '' : ` (at ${value.pointer})`;
  return {
    exit: isProblem(name) ? exits[name] : 'fault',
    message: `${value.title}${detail}${pointer}`,
    ...(value.faults === undefined ? {} : { faults: value.faults }),
  };
}

const isProblem = (name: string): name is ProblemName => Object.hasOwn(problems, name);

function notReached(server: string, fault: unknown, signal: AbortSignal): CliFault {
  if (signal.aborted) return { exit: 'interrupted', message: 'interrupted' };
  if (fault instanceof Error && fault.name === 'TimeoutError')
    return { exit: 'unreachable', message: `${server} did not answer in time` };
  const code = fault instanceof Error ? (systemCode(fault.cause) ?? systemCode(fault)) : undefined;
  const why = code === undefined ? 'the connection broke' : (connectionFaults[code] ?? code);
  return { exit: 'unreachable', message: `${server} cannot be reached: ${why}` };
}

const connectionFaults: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing answers there',
  ECONNRESET: 'the connection broke',
  UND_ERR_SOCKET: 'the connection broke',
  ENOTFOUND: 'there is no such host name',
  EAI_AGAIN: 'the host name cannot be looked up now',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no network',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host name',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not trusted (set NODE_EXTRA_CA_CERTS to your own authority)',
  DEPTH_ZERO_SELF_SIGNED_CERT:
    'its certificate is not trusted (set NODE_EXTRA_CA_CERTS to your own authority)',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'its certificate is not trusted (set NODE_EXTRA_CA_CERTS to your own authority)',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    'its certificate is not trusted (set NODE_EXTRA_CA_CERTS to your own authority)',
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
