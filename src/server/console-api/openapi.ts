import type { TObject } from 'typebox';
import { Problem, type Operation } from '#protocol/console-operation.ts';
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
      license: { name: 'EUPL-1.2', identifier: 'EUPL-1.2' },
    },
    servers: [{ url: '/' }],
    security: [{ operator: [] }],
    paths,
    components: {
      securitySchemes: {
        operator: { type: 'http', scheme: 'bearer', description: 'Operator token, `pvo_…`' },
      },
      schemas: { Problem },
    },
  };
}

function describe(operation: Operation) {
  const { id, summary, role, params, query, body, response, example } = operation;
  return {
    operationId: id,
    summary,
    description: role === 'public' ? 'Needs no token.' : `Least role: ${role}.`,
    'x-role': role,
    ...(role === 'public' ? { security: [] } : {}),
    parameters: [
      ...parametersOf('path', params, example.params),
      ...parametersOf('query', query, example.query),
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
        content: { 'application/json': { schema: response, example: example.response } },
      },
      default: {
        description: 'Why not (RFC 9457)',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
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
    required: place === 'path',
    schema: one,
    ...(examples?.[name] === undefined ? {} : { example: examples[name] }),
  }));
}
