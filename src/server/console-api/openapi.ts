import type { TObject } from 'typebox';
import { Problem, problems, type Operation, type ProblemName } from '#protocol/console-operation.ts';
import { csrfHeader } from '#protocol/console-sessions.ts';
import { operations } from '#protocol/console-server.ts';

/** The API as an OpenAPI 3.1 document, made from the operations themselves: it cannot differ from what is served. */
export function openApiDocument(version: string) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of Object.values(operations) as Operation[]) {
    const path = (paths[operation.path] ??= {});
    path[operation.method.toLowerCase()] = describe(operation);
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Portvakt console API',
      version,
      description:
        'Scripts sign in by an operator token. Browsers sign in by a cookie and send the header of their session with all that is not GET.',
      license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' },
    },
    servers: [{ url: '/' }],
    security: [{ operator: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        operator: { type: 'http', scheme: 'bearer', description: 'Operator token, `pvo_…`' },
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: '__Host-portvakt',
          description: `A browser that is signed in; \`portvakt\` where the server speaks plainly, on this computer alone. Of another method than GET the header \`${csrfHeader}\` is wanted, too.`,
        },
      },
      parameters: {
        csrf: {
          name: csrfHeader,
          in: 'header',
          required: false,
          description:
            '`csrf` of `GET /api/session`. Wanted of browsers that are signed in by cookie; who shows a token needs none.',
          schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{43}$' },
        },
      },
      responses: Object.fromEntries(
        [...Map.groupBy(Object.entries(problems), ([, { status }]) => status)].map(([status, kinds]) => [
          nameOf(status),
          problemResponse(kinds),
        ]),
      ),
      schemas: { Problem },
    },
  };
}

function describe(operation: Operation) {
  const { id, method, summary, role, scope, params, query, body, response, produces, example } = operation;
  const described = { schema: response, example: example.response };
  return {
    operationId: id,
    summary,
    description:
      role === 'public'
        ? 'Needs no token.'
        : `Least role: ${role}.${scope === 'organisation' ? ' For operators of the whole organisation.' : ' An operator of a unit sees and does what lies in it and below.'}`,
    'x-role': role,
    ...(scope === undefined ? {} : { 'x-scope': scope }),
    ...(role === 'public' ? { security: [] } : {}),
    parameters: [
      ...parametersOf('path', params, example.params),
      ...parametersOf('query', query, example.query),
      ...(method === 'GET' || role === 'public' ? [] : [{ $ref: '#/components/parameters/csrf' }]),
    ],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: body, example: example.body } },
          },
        }),
    responses: {
      200: {
        description: summary,
        content:
          produces === undefined
            ? { 'application/json': described }
            : Object.fromEntries(produces.map((type) => [type, described])),
      },
      ...Object.fromEntries(
        [...new Set(problemsOf(operation).map((name) => problems[name].status))]
          .toSorted((one, other) => one - other)
          .map((status) => [status, { $ref: `#/components/responses/${nameOf(status)}` }]),
      ),
      ...(id === 'getReady'
        ? {
            503: {
              description: 'It cannot, and why not',
              content: { 'application/json': { schema: response } },
            },
          }
        : {}),
      default: {
        description: 'Why not (RFC 9457)',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

/** What the door answers by what an operation takes, and what an operation of that form may find. */
function problemsOf({ method, role, params, query, body }: Operation): readonly ProblemName[] {
  const changes = method !== 'GET';
  const names = params !== undefined || query !== undefined || body !== undefined;
  return [
    ...(['not-as-schema', 'too-many-requests', 'server-fault'] as const),
    ...(role === 'public' && !changes ? [] : (['not-signed-in', 'role-too-low'] as const)),
    ...(names ? (['not-found'] as const) : []),
    ...(changes ? (['conflict', 'policy-faults'] as const) : []),
    ...(body === undefined ? [] : (['too-large', 'not-json'] as const)),
  ];
}

const nameOf = (status: number): string => `problem-${status}`;

function problemResponse(
  kinds: readonly (readonly [string, { readonly status: number; readonly title: string }])[],
) {
  return {
    description: kinds.map(([, { title }]) => title).join('; or '),
    content: {
      'application/problem+json': {
        schema: { $ref: '#/components/schemas/Problem' },
        examples: Object.fromEntries(
          kinds.map(([name, { status, title }]) => [
            name,
            { value: { type: `urn:portvakt:problem:${name}`, title, status } },
          ]),
        ),
      },
    },
  };
}

function parametersOf(
  place: 'path' | 'query',
  schema: TObject | undefined,
  examples: Readonly<Record<string, unknown>> | undefined,
) {
  return Object.entries(schema?.properties ?? {}).map(([name, one]) => ({
    name,
    in: place,
    required: place === 'path' || schema?.required?.includes(name) === true,
    schema: one,
    ...(examples?.[name] === undefined ? {} : { example: examples[name] }),
  }));
}
