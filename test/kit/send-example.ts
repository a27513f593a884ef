import type { Operation } from '#protocol/console-operation.ts';

/** Sends an operation's own example, or with another body. */
export function sendExample(
  apiUrl: string,
  operation: Operation,
  headers: Readonly<Record<string, string>>,
  body: unknown = operation.example.body,
): Promise<Response> {
  const { params = {}, query = {} } = operation.example;
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(params[name])),
  );
  const url = new URL(path, apiUrl);
  for (const [name, value] of Object.entries(query))
    url.searchParams.set(name, name === 'wait' ? '0' : String(value));
  return fetch(url, {
    method: operation.method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

export const bearer = (token: string | undefined): Record<string, string> =>
  token === undefined ? {} : { authorization: `Bearer ${token}` };
