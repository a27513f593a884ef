import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { problems, type Operation, type ProblemName } from '#protocol/console-operation.ts';
import { operations, type OperationId } from '#protocol/console-server.ts';

export type Request = {
  readonly id: OperationId;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly authorization: string | undefined;
};
export type Answer = { readonly status: number; readonly body: unknown };
/** Gives an answer of its own, or undefined for the operation's example. */
export type Script = (request: Request) => Answer | undefined | Promise<Answer | undefined>;

export const problem = (name: ProblemName, more: object = {}): Answer => ({
  status: problems[name].status,
  body: {
    type: `urn:portvakt:problem:${name}`,
    title: problems[name].title,
    status: problems[name].status,
    ...more,
  },
});

export type ExampleServer = AsyncDisposable & {
  readonly url: string;
  readonly requests: readonly Request[];
  /** What the CLI needs in its environment. */
  readonly env: { readonly PORTVAKT_SERVER: string; readonly PORTVAKT_TOKEN: string };
};

export const testToken = `pvo_${'z'.repeat(43)}`;

/** What operations answer that give a stream of text. */
export const exampleText = '{"seq":1,"text":"æ"}\n{"seq":2}\n';

/** A server that answers each operation with its example. */
export async function exampleServer(script: Script = () => undefined, port = 0): Promise<ExampleServer> {
  const requests: Request[] = [];
  const server = createServer((incoming, response) => void answer(incoming, response));
  const answer = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(incoming.url ?? '/', 'http://localhost');
    const found = route(incoming.method ?? '', url.pathname);
    if (found === undefined) return reply(response, problem('not-found'));
    const request: Request = {
      ...found,
      query: Object.fromEntries(url.searchParams),
      body: await bodyOf(incoming),
      authorization: incoming.headers.authorization,
    };
    requests.push(request);
    const { example, produces }: Operation = operations[request.id];
    const scripted = await script(request);
    if (scripted === undefined && produces !== undefined) {
      response.writeHead(200, { 'content-type': produces[0] });
      response.end(exampleText);
    } else reply(response, scripted ?? { status: 200, body: example.response });
  };
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    env: { PORTVAKT_SERVER: url, PORTVAKT_TOKEN: testToken },
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function route(method: string, path: string): Pick<Request, 'id' | 'params'> | undefined {
  // As the real router does: an address that is spelled out comes before one with a parameter.
  const ids = (Object.keys(operations) as OperationId[]).toSorted(
    (a, b) => operations[a].path.split('{').length - operations[b].path.split('{').length,
  );
  for (const id of ids) {
    const operation: Operation = operations[id];
    if (operation.method !== method) continue;
    const pattern = new RegExp(`^${operation.path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
    const match = pattern.exec(path);
    if (match !== null) return { id, params: { ...match.groups } };
  }
  return undefined;
}

async function bodyOf(incoming: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of incoming) text += String(chunk);
  return text === '' ? undefined : JSON.parse(text);
}

function reply(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, {
    'content-type': status < 400 ? 'application/json' : 'application/problem+json',
  });
  response.end(JSON.stringify(body));
}
