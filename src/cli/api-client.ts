import { Compile } from 'typebox/compile';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { Problem, problems, type Operation, type ProblemName } from '#protocol/console-operation.ts';
import {
  operations,
  type BodyOf,
  type OperationId,
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
};

export type ApiOptions = {
  readonly signal: AbortSignal;
  /** Milliseconds until a request is given up; what `wait` asks for comes on top. Default 30 s. */
  readonly timeoutMs?: number;
};

const problemCheck = Compile(Problem);

export function createApi(connection: Connection, { signal, timeoutMs = 30_000 }: ApiOptions): Api {
  const { server, token } = connection;
  return {
    server,
    call: async <Id extends OperationId>(id: Id, input: CallInput<Id>) => {
      const described: Operation = operations[id];
      const query: Readonly<Record<string, unknown>> = input.query ?? {};
      const url = addressOf(server, described, { params: input.params ?? {}, query });
      const wait = typeof query['wait'] === 'number' ? query['wait'] * 1000 : 0;
      let status: number;
      let text: string;
      try {
        const answer = await fetch(url, {
          method: described.method,
          headers: {
            accept: 'application/json, application/problem+json',
            authorization: `Bearer ${token}`,
            ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
          // The token must not follow to another place.
          redirect: 'manual',
          signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs + wait)]),
        });
        status = answer.status;
        text = await answer.text();
      } catch (fault) {
        return fail(notReached(server, fault, signal));
      }
      if (status >= 400) return fail(refusal(server, status, text));
      return readAnswer<Id>(described, { server, status, text });
    },
  };
}

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
  if (status >= 300)
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
