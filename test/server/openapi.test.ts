import { Compile } from 'typebox/compile';
import type { TSchema } from 'typebox';
import { describe, expect, it } from 'vitest';
import { problems, type Operation } from '#protocol/console-operation.ts';
import { operations } from '#protocol/console-server.ts';
import { csrfHeader } from '#protocol/console-sessions.ts';
import { openApiDocument } from '#server/console-api/openapi.ts';
import { bearer, sendExample } from '#test/kit/send-example.ts';
import { startTestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

/**
 * The document as a reader of OpenAPI 3.1 sees it. The published JSON Schema of OpenAPI is not at hand offline; what it
 * demands of the objects that are used here is checked by hand, with the section of the specification.
 */
type Json = { readonly [key: string]: unknown };
const document = JSON.parse(JSON.stringify(openApiDocument('0.1.0'))) as Json;
const all: readonly Operation[] = Object.values(operations);

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const object = (value: unknown): Json => (isObject(value) ? value : {});

/** Fields that an object may have and must have; extensions begin with `x-`. */
const forms = {
  'OpenAPI Object (4.8.1)': {
    must: ['openapi', 'info', 'paths'],
    may: ['jsonSchemaDialect', 'servers', 'webhooks', 'components', 'security', 'tags', 'externalDocs'],
  },
  'Info Object (4.8.2)': {
    must: ['title', 'version'],
    may: ['summary', 'description', 'termsOfService', 'contact', 'license'],
  },
  'Components Object (4.8.7)': {
    must: [],
    may: [
      ...['schemas', 'responses', 'parameters', 'examples', 'requestBodies', 'headers'],
      ...['securitySchemes', 'links', 'callbacks', 'pathItems'],
    ],
  },
  'Operation Object (4.8.10)': {
    must: ['responses'],
    may: [
      ...['tags', 'summary', 'description', 'externalDocs', 'operationId', 'parameters'],
      ...['requestBody', 'callbacks', 'deprecated', 'security', 'servers'],
    ],
  },
  'Parameter Object (4.8.12)': {
    must: ['name', 'in'],
    may: [
      ...['description', 'required', 'deprecated', 'allowEmptyValue', 'style', 'explode', 'allowReserved'],
      ...['schema', 'example', 'examples', 'content'],
    ],
  },
  'Request Body Object (4.8.13)': { must: ['content'], may: ['description', 'required'] },
  'Media Type Object (4.8.14)': { must: [], may: ['schema', 'example', 'examples', 'encoding'] },
  'Response Object (4.8.17)': { must: ['description'], may: ['headers', 'content', 'links'] },
  'Example Object (4.8.19)': { must: [], may: ['summary', 'description', 'value', 'externalValue'] },
  'Security Scheme Object (4.8.27)': {
    must: ['type'],
    may: ['description', 'name', 'in', 'scheme', 'bearerFormat', 'flows', 'openIdConnectUrl'],
  },
} as const;

/** What of an object is not as its section says. */
function wrong(value: unknown, form: keyof typeof forms, where: string): readonly string[] {
  if (!isObject(value)) return [`${where}: no object`];
  const must: readonly string[] = forms[form].must;
  const may: readonly string[] = forms[form].may;
  return [
    ...must.filter((name) => !(name in value)).map((name) => `${where}: ${name} is missing (${form})`),
    ...Object.keys(value)
      .filter((name) => !name.startsWith('x-') && !must.includes(name) && !may.includes(name))
      .map((name) => `${where}: there is no ${name} in an ${form}`),
  ];
}

/** The value behind `#/…`; itself for what is no reference. */
function resolved(value: unknown): unknown {
  const to = object(value)['$ref'];
  if (typeof to !== 'string') return value;
  return to
    .slice('#/'.length)
    .split('/')
    .reduce<unknown>((at, part) => object(at)[part], document);
}

const wrongContent = (content: unknown, where: string): readonly string[] =>
  Object.entries(object(content)).flatMap(([type, media]) => [
    ...(/^[a-z]+\/[a-z0-9.+-]+$/.test(type) ? [] : [`${where}: ${type} is no media type`]),
    ...wrong(media, 'Media Type Object (4.8.14)', `${where} ${type}`),
    ...('example' in object(media) && 'examples' in object(media) ? [`${where}: example and examples`] : []),
    ...Object.entries(object(object(media)['examples'])).flatMap(([name, example]) =>
      wrong(example, 'Example Object (4.8.19)', `${where} ${type} ${name}`),
    ),
  ]);

function wrongOperation(path: string, method: string, given: unknown): readonly string[] {
  const where = `${method} ${path}`;
  const { parameters, requestBody, responses, security, operationId } = object(given);
  const listed = (Array.isArray(parameters) ? parameters : []).map(resolved).map(object);
  const schemes = object(object(document['components'])['securitySchemes']);
  return [
    ...wrong(given, 'Operation Object (4.8.10)', where),
    ...(typeof operationId === 'string' ? [] : [`${where}: no operationId`]),
    ...listed.flatMap((one) => [
      ...wrong(one, 'Parameter Object (4.8.12)', where),
      ...(['path', 'query', 'header', 'cookie'].includes(String(one['in'])) ? [] : [`${where}: in`]),
      ...(one['in'] === 'path' && one['required'] !== true ? [`${where}: a path parameter is required`] : []),
      ...('schema' in one === 'content' in one ? [`${where}: either schema or content`] : []),
    ]),
    ...(new Set(listed.map((one) => `${String(one['in'])} ${String(one['name'])}`)).size === listed.length
      ? []
      : [`${where}: a parameter twice`]),
    ...(requestBody === undefined
      ? []
      : [
          ...wrong(requestBody, 'Request Body Object (4.8.13)', where),
          ...wrongContent(object(requestBody)['content'], where),
        ]),
    ...Object.entries(object(responses)).flatMap(([status, response]) => [
      ...(/^(default|[1-5](\d\d|XX))$/.test(status) ? [] : [`${where}: ${status} is no status`]),
      ...wrong(resolved(response), 'Response Object (4.8.17)', `${where} ${status}`),
      ...wrongContent(object(resolved(response))['content'], `${where} ${status}`),
    ]),
    ...(Array.isArray(security) ? security : [])
      .flatMap((one) => Object.keys(object(one)))
      .flatMap((name) => (name in schemes ? [] : [`${where}: no scheme ${name}`])),
  ];
}

describe('the OpenAPI document', () => {
  it('is built as the specification says', () => {
    const { info, paths, components, security } = document;
    const { securitySchemes, parameters, responses } = object(components);
    const ids = Object.values(object(paths)).flatMap((methods) =>
      Object.values(object(methods)).map((one) => object(one)['operationId']),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect([
      ...wrong(document, 'OpenAPI Object (4.8.1)', 'the document'),
      ...wrong(info, 'Info Object (4.8.2)', 'info'),
      ...wrong(components, 'Components Object (4.8.7)', 'components'),
      ...Object.entries(object(securitySchemes)).flatMap(([name, one]) =>
        wrong(one, 'Security Scheme Object (4.8.27)', name),
      ),
      ...Object.entries(object(parameters)).flatMap(([name, one]) =>
        wrong(one, 'Parameter Object (4.8.12)', name),
      ),
      ...[securitySchemes, parameters, responses].flatMap((group) =>
        Object.keys(object(group)).filter((name) => !/^[a-zA-Z0-9._-]+$/.test(name)),
      ),
      ...Object.entries(object(paths)).flatMap(([path, methods]) => [
        ...(path.startsWith('/') ? [] : [path]),
        ...Object.entries(object(methods)).flatMap(([method, one]) => wrongOperation(path, method, one)),
      ]),
    ]).toEqual([]);
    for (const one of security as readonly Json[])
      expect(Object.keys(object(securitySchemes))).toEqual(expect.arrayContaining(Object.keys(one)));
    for (const [, to] of JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g))
      expect([to, resolved({ $ref: to })]).not.toEqual([to, undefined]);
  });

  it('has examples that fit the schemas beside them', () => {
    const unfit: unknown[] = [];
    let count = 0;
    const look = (value: unknown): void => {
      if (Array.isArray(value)) value.forEach(look);
      if (!isObject(value)) return;
      const { schema } = value;
      const values = [
        ...('example' in value ? [value['example']] : []),
        ...Object.values(object(value['examples'])).map((one) => object(one)['value']),
      ];
      if (isObject(schema)) {
        const check = Compile(resolved(schema) as TSchema);
        count += values.length;
        for (const one of values) if (!check.Check(one)) unfit.push(one);
      }
      for (const [name, one] of Object.entries(value)) if (name !== 'schema') look(one);
    };
    look(document['paths']);
    look(object(document['components'])['responses']);
    expect(unfit).toEqual([]);
    expect(count).toBeGreaterThan(all.length);
  });

  it('describes cookie and header of a browser, streams, and every problem', () => {
    const { securitySchemes, parameters, responses } = object(document['components']);
    expect(object(securitySchemes)['session']).toMatchObject({ type: 'apiKey', in: 'cookie' });
    expect(object(parameters)['csrf']).toMatchObject({ in: 'header', name: csrfHeader });
    for (const { id, path, method, role, produces } of all) {
      const one = object(object(object(document['paths'])[path])[method.toLowerCase()]);
      const refs = JSON.stringify(one['parameters']);
      expect([id, refs.includes('parameters/csrf')]).toEqual([id, method !== 'GET' && role !== 'public']);
      const content = object(object(object(one['responses'])['200'])['content']);
      expect([id, Object.keys(content)]).toEqual([id, [...(produces ?? ['application/json'])]]);
    }
    const described = Object.values(object(responses)).flatMap((one) =>
      Object.keys(object(object(object(object(one)['content'])['application/problem+json'])['examples'])),
    );
    expect(described.toSorted()).toEqual(Object.keys(problems).toSorted());
  });

  it('names every status with which a server really answers', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const made = await server.must('createOperatorToken', { body: { name: 'kari', role: 'viewer' } });
    const unnamed: unknown[] = [];
    const seen = new Set<number>();
    for (const operation of all)
      for (const token of [undefined, made.text, server.token]) {
        const answer = await sendExample(server.apiUrl, operation, bearer(token));
        const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
        await answer.body?.cancel();
        seen.add(answer.status);
        const methods = object(object(document['paths'])[operation.path]);
        const listed = object(object(methods[operation.method.toLowerCase()])['responses']);
        const content = object(object(resolved(listed[answer.status]))['content']);
        if (!(type in content)) unnamed.push([operation.id, answer.status, type]);
      }
    expect(unnamed).toEqual([]);
    expect([...seen]).toEqual(expect.arrayContaining([200, 401, 403, 404]));
  });
});
