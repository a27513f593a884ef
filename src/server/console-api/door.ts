import type { IncomingMessage, ServerResponse } from 'node:http';
import { fail, type Outcome } from '#policy/outcome.ts';
import { roleSuffices } from '#protocol/console-operation.ts';
import type { OperationId } from '#protocol/console-server.ts';
import type { Log } from '#runtime/log.ts';
import type { Operator, Operators } from '#server/operators/index.ts';
import type { Refusal } from '#server/store/refusal.ts';
import { frontPage } from './front-page.ts';
import type { Handler, Handlers } from './handlers.ts';
import { bearer, readBody } from './request.ts';
import { sendJson, sendPage, sendProblem } from './respond.ts';
import { findRoute, fromText } from './router.ts';

export type ConsolePorts = {
  readonly handlers: Handlers;
  readonly operators: Operators;
  readonly rootUnit: () => string;
  readonly log: Log;
};

/** Public operations have nobody behind them. */
const nobody: Operator = { id: '', name: 'nobody', role: 'viewer', unit: '' };

/** Answers one request: address, who, role, schemas, and only then the operation. */
export function createConsoleDoor(
  ports: ConsolePorts,
): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    if (request.method === 'GET' && request.url === '/') {
      sendPage(response, frontPage.html, frontPage.contentSecurityPolicy);
      return;
    }
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    answer(ports, request, gone.signal)
      .then((done) => (done.ok ? sendJson(response, done.value) : sendProblem(response, done.fault)))
      .catch((fault: unknown) => {
        if (gone.signal.aborted) return;
        ports.log.error({ fault, method: request.method }, 'a request failed');
        sendProblem(response, { problem: 'server-fault' });
      });
  };
}

async function answer(
  { handlers, operators, rootUnit }: ConsolePorts,
  request: IncomingMessage,
  gone: AbortSignal,
): Promise<Outcome<unknown, Refusal>> {
  const url = URL.parse(request.url ?? '', 'http://server');
  if (url === null) return fail({ problem: 'not-found', detail: 'no such address' });
  const found = findRoute(request.method ?? '', url.pathname);
  if (!found.ok) return found;
  const { route } = found.value;
  const { role } = route.operation;
  const who = await operatorOf(request, operators);
  if (role !== 'public' && who === undefined) return fail({ problem: 'not-signed-in' });
  if (role !== 'public' && who !== undefined && !roleSuffices(who.role, role))
    return fail({ problem: 'role-too-low', detail: `it needs the role ${role}` });
  if (route.operation.scope === 'organisation' && who !== undefined && who.unit !== rootUnit())
    return fail({ problem: 'outside-unit', detail: 'this concerns the whole organisation' });
  const params = route.params(fromText(found.value.params, route.operation.params), 'parameters');
  if (!params.ok) return params;
  const query = route.query(fromText(Object.fromEntries(url.searchParams), route.operation.query), 'query');
  if (!query.ok) return query;
  const read = await readBody(request);
  if (!read.ok) return read;
  const body = route.body(read.value, 'body');
  if (!body.ok) return body;
  // The checks of this very operation have just passed; the table of handlers is typed by the same operations.
  const handler = handlers[route.operation.id as OperationId] as unknown as Handler<OperationId>;
  const call = { operator: who ?? nobody, params: params.value, query: query.value, body: body.value, gone };
  return handler(call as unknown as Parameters<typeof handler>[0]);
}

async function operatorOf(request: IncomingMessage, operators: Operators): Promise<Operator | undefined> {
  const token = bearer(request);
  return token === undefined ? undefined : operators.authenticate(token);
}
