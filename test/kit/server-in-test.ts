import type { Ban } from '#policy/ban.ts';
import type { Organisation } from '#policy/organisation.ts';
import type { PolicyFileText } from '#protocol/console-policies.ts';
import { organisation as anOrganisation } from '#test/kit/policy-builder.ts';
import {
  operations,
  type BodyOf,
  type OperationId,
  type ParamsOf,
  type QueryOf,
  type ResponseOf,
} from '#protocol/console-server.ts';
import type { Problem } from '#protocol/console-operation.ts';
import { silentLog } from '#runtime/log.ts';
import { startServer, type RunningServer, type ServerOptions } from '#server/main.ts';

export type Answer<Id extends OperationId> =
  | { readonly status: 200; readonly body: ResponseOf<Id> }
  | { readonly status: Exclude<number, 200>; readonly problem: Problem };
type Parts<Id extends OperationId> = {
  readonly params?: ParamsOf<Id>;
  readonly query?: QueryOf<Id>;
  readonly body?: BodyOf<Id>;
  readonly signal?: AbortSignal;
};

/** Calls one operation over HTTP as its description says. */
export async function call<Id extends OperationId>(
  apiUrl: string,
  token: string,
  id: Id,
  parts: Parts<Id> = {},
): Promise<Answer<Id>> {
  const { method, path } = operations[id];
  const url = new URL(
    path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
      String((parts.params as Record<string, unknown>)[name]),
    ),
    apiUrl,
  );
  for (const [name, value] of Object.entries(parts.query ?? {})) url.searchParams.set(name, String(value));
  const response = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(parts.body === undefined ? {} : { body: JSON.stringify(parts.body) }),
    ...(parts.signal === undefined ? {} : { signal: parts.signal }),
  });
  const body: unknown = await response.json();
  return response.status === 200
    ? { status: 200, body: body as ResponseOf<Id> }
    : { status: response.status, problem: body as Problem };
}

/** The answer of an operation that must succeed. */
export async function must<Id extends OperationId>(
  apiUrl: string,
  token: string,
  id: Id,
  parts: Parts<Id> = {},
): Promise<ResponseOf<Id>> {
  const answer = await call(apiUrl, token, id, parts);
  if (!('body' in answer)) throw new Error(`${id}: ${JSON.stringify(answer.problem)}`);
  return answer.body;
}

export const organisation = { id: 'kommune', name: 'Kommune' };

export type TestServer = RunningServer & {
  readonly token: string;
  readonly must: <Id extends OperationId>(id: Id, parts?: Parts<Id>) => Promise<ResponseOf<Id>>;
  readonly enrolmentToken: (wanted?: Partial<BodyOf<'createToken'>>) => Promise<string>;
};

/** A server on a folder; with `token` left out it is the folder's first start. */
export async function startTestServer(
  dataFolder: string,
  options: Partial<ServerOptions> & { readonly token?: string } = {},
): Promise<TestServer> {
  const started = await startServer({ dataFolder, organisation, log: silentLog, ...options });
  if (!started.ok) throw new Error(started.fault);
  const server = started.value;
  const token = options.token ?? server.bootstrap.administratorToken ?? '';
  const { apiUrl } = server;
  return {
    ...server,
    token,
    must: (id, parts) => must(apiUrl, token, id, parts),
    enrolmentToken: async (wanted) =>
      (
        await must(apiUrl, token, 'createToken', {
          body: { name: 'test', uses: 1_000, validHours: 1, ...wanted },
        })
      ).text,
  };
}

/** Organisation with a unit below, and the root's bans, as files (JSON is YAML). */
export function policyFiles(bans: readonly Ban[], change: Partial<Organisation> = {}): PolicyFileText[] {
  const units = [
    { id: 'kommune', name: 'Kommune' },
    { id: 'school', name: 'Schools', parent: 'kommune' },
  ];
  const whole = anOrganisation({ ...organisation, units, ...change });
  return [
    { name: 'organisation.yaml', text: JSON.stringify({ portvakt: 'organisation/1', organisation: whole }) },
    { name: 'bans.yaml', text: JSON.stringify({ portvakt: 'policy/1', unit: 'kommune', bans }) },
  ];
}
