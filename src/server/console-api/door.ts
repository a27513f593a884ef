import type { IncomingMessage, ServerResponse } from 'node:http';
import { fail, type Outcome } from '#policy/outcome.ts';
import { roleSuffices, type Operation } from '#protocol/console-operation.ts';
import type { OperationId } from '#protocol/console-server.ts';
import type { Log } from '#runtime/log.ts';
import type { TextStream } from '#server/exports/index.ts';
import type { Observations } from '#server/metrics/index.ts';
import type { Operator } from '#server/operators/index.ts';
import type { Callers, Pace } from '#server/sessions/index.ts';
import type { Refusal } from '#server/store/refusal.ts';
import { guard } from './guard.ts';
import { frontPage } from './front-page.ts';
import type { Call, Handler, Handlers } from './handlers.ts';
import { readBody } from './request.ts';
import { sendJson, sendPage, sendProblem, sendStream } from './respond.ts';
import { findRoute, fromText } from './router.ts';

export type ConsolePorts = {
  readonly handlers: Handlers;
  readonly callers: Callers;
  /** Requests of one operator or session, or of one address where nobody is signed in. */
  readonly pace: Pace;
  readonly rootUnit: () => string;
  readonly log: Log;
  /** Told of each answer. */
  readonly observe?: Observations['request'];
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
    const setCookie = (cookie: string): void => void response.appendHeader('set-cookie', cookie);
    let status = 200;
    let asked: Operation | undefined;
    const began = performance.now();
    response.on('close', () => {
      if (asked !== undefined)
        ports.observe?.(asked.id, response.statusCode, (performance.now() - began) / 1_000);
    });
    const found = (operation: Operation): void => void (asked = operation);
    const setStatus = (wanted: number): void => void (status = wanted);
    answer(ports, request, { gone: gone.signal, setCookie, setStatus }, found)
      .then((done) => {
        if (!done.ok) return sendProblem(response, done.fault);
        // Its handler is typed by the same description.
        if (asked?.produces !== undefined) return sendStream(response, done.value as TextStream);
        return sendJson(response, done.value, status);
      })
      .catch((fault: unknown) => {
        if (gone.signal.aborted) return;
        ports.log.error({ fault, method: request.method }, 'a request failed');
        if (response.headersSent) response.destroy();
        else sendProblem(response, { problem: 'server-fault' });
      });
  };
}

async function answer(
  { handlers, callers, pace, rootUnit }: ConsolePorts,
  request: IncomingMessage,
  context: Pick<Call<OperationId>, 'gone' | 'setCookie' | 'setStatus'>,
  asked: (operation: Operation) => void,
): Promise<Outcome<unknown, Refusal>> {
  const url = URL.parse(request.url ?? '', 'http://server');
  if (url === null) return fail({ problem: 'not-found', detail: 'no such address' });
  const found = findRoute(request.method ?? '', url.pathname);
  if (!found.ok) return found;
  const { route } = found.value;
  const { role } = route.operation;
  asked(route.operation);
  const visit = callers.visit(request);
  const caller = await callers.authenticate(request, visit);
  const who = caller?.operator;
  const turn = pace.take(caller?.session?.id ?? who?.id ?? `from ${visit.address}`);
  if (turn !== undefined) return fail({ problem: 'too-many-requests', retryAfterSeconds: turn.waitSeconds });
  if (role !== 'public' && who === undefined) return fail({ problem: 'not-signed-in' });
  if (role !== 'public' && who !== undefined && !roleSuffices(who.role, role))
    return fail({ problem: 'role-too-low', detail: `it needs the role ${role}` });
  if (route.operation.scope === 'organisation' && who !== undefined && who.unit !== rootUnit())
    return fail({ problem: 'outside-unit', detail: 'this concerns the whole organisation' });
  const sent = guard(request, route.operation, visit, caller);
  if (!sent.ok) return sent;
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
  const call = {
    operator: who ?? nobody,
    params: params.value,
    query: query.value,
    body: body.value,
    visit,
    session: caller?.session,
    ...context,
  };
  return handler(call as unknown as Parameters<typeof handler>[0]);
}
