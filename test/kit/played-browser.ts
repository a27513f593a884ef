import { csrfHeader } from '#protocol/console-sessions.ts';
import { operations, type OperationId, type ResponseOf } from '#protocol/console-server.ts';
import type { Answer } from './server-in-test.ts';

/** What the last answer set, as it stood in the header. */
export type SetCookie = { readonly name: string; readonly value: string; readonly text: string };

type Input = { readonly params?: object; readonly body?: unknown; readonly csrf?: string | null };

/** As much of a browser as signing in takes: cookies by address, `Origin`, redirects that are looked at one by one. */
export class PlayedBrowser {
  readonly #jars = new Map<string, Map<string, string>>();
  csrf: string | undefined;
  lastCookies: readonly SetCookie[] = [];

  async send(
    address: string,
    init: Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Response> {
    const { origin } = new URL(address);
    const jar = this.jar(origin);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(address, {
      ...init,
      redirect: 'manual',
      headers: { ...(cookie === '' ? {} : { cookie }), ...init.headers },
    });
    this.lastCookies = response.headers.getSetCookie().map((text) => {
      const [pair = ''] = text.split(';');
      const at = pair.indexOf('=');
      return { name: pair.slice(0, at).trim(), value: pair.slice(at + 1), text };
    });
    for (const { name, value, text } of this.lastCookies) {
      const over = /max-age=0|expires=thu, 01 jan 1970/i.test(text) || value === '';
      if (over) jar.delete(name);
      else jar.set(name, value);
    }
    return response;
  }

  jar(origin: string): Map<string, string> {
    const jar = this.#jars.get(origin) ?? new Map<string, string>();
    this.#jars.set(origin, jar);
    return jar;
  }

  get(address: string): Promise<Response> {
    return this.send(address);
  }
  post(address: string, form: URLSearchParams): Promise<Response> {
    return this.send(address, { method: 'POST', body: form, headers: { origin: new URL(address).origin } });
  }

  /** An operation as the console calls it. `csrf: null` leaves the header out; `headers` come last. */
  async call<Id extends OperationId>(
    apiUrl: string,
    id: Id,
    input: Input = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer<Id>> {
    const { method, path } = operations[id];
    const params = input.params as Readonly<Record<string, unknown>> | undefined;
    const address = new URL(
      path.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(params?.[name])),
      apiUrl,
    ).href;
    const csrf = input.csrf === undefined ? this.csrf : (input.csrf ?? undefined);
    const response = await this.send(address, {
      method,
      headers: {
        ...(method === 'GET' ? {} : { origin: new URL(apiUrl).origin }),
        ...(method === 'GET' || csrf === undefined ? {} : { [csrfHeader]: csrf }),
        ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
    });
    const body: unknown = await response.json();
    return response.status === 200
      ? { status: 200, body: body as ResponseOf<Id> }
      : { status: response.status, problem: body as never };
  }

  /** Signs in by a token or the secret of a link, and remembers what the console remembers. */
  async open(apiUrl: string, token: string): Promise<Answer<'openSession'>> {
    const answer = await this.call(apiUrl, 'openSession', { body: { token }, csrf: null });
    if ('body' in answer) this.csrf = answer.body.csrf;
    return answer;
  }
}

/** Where a redirect leads. */
export function expectLocation(response: Response): string {
  const to = response.headers.get('location');
  if (to === null) throw new Error(`no redirect but ${response.status}`);
  return new URL(to, response.url).href;
}
