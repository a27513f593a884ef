import { beforeAll, afterAll, describe, expect, it } from 'vitest';
import { Compile } from 'typebox/compile';
import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { Problem, type Operation } from '#protocol/console-operation.ts';
import { operations } from '#protocol/console-server.ts';
import { openApiDocument } from '#server/console-api/openapi.ts';
import { bearer, sendExample } from '#test/kit/send-example.ts';
import { must, startTestServer, type TestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const all: readonly Operation[] = Object.values(operations);
const problem = Compile(Problem);

describe('a request', () => {
  const folder = tempFolder();
  let server: TestServer;
  beforeAll(async () => {
    server = await startTestServer(folder.path);
  });
  afterAll(async () => {
    await server.stop();
    folder[Symbol.dispose]();
  });

  it.each(['pvo_wrong', `pvo_${'A'.repeat(43)}`, ''])('with a wrong token is nobody’s: %s', async (token) => {
    expect((await sendExample(server.apiUrl, operations.getServerInfo, bearer(token))).status).toBe(401);
  });

  it('of a revoked operator is nobody’s', async () => {
    const { text, operator } = await server.must('createOperatorToken', {
      body: { name: 'gone', role: 'viewer' },
    });
    await server.must('revokeOperator', { params: { operator: operator.operator } });
    expect((await sendExample(server.apiUrl, operations.getServerInfo, bearer(text))).status).toBe(401);
  });

  it.each([
    { what: 'an address that is not there', method: 'GET', path: '/api/nothing', status: 404 },
    { what: 'a method that is not there', method: 'PUT', path: '/api/server', status: 405 },
    {
      what: 'a field that is not there',
      method: 'POST',
      path: '/api/tokens',
      body: '{"name":"x","uses":1,"validHours":1,"more":1}',
      status: 400,
    },
    { what: 'a query that is not there', method: 'GET', path: '/api/devices?colour=red', status: 400 },
    { what: 'a query of the wrong form', method: 'GET', path: '/api/events?after=-1', status: 400 },
    { what: 'no JSON', method: 'POST', path: '/api/tokens', body: '{', status: 400 },
    { what: 'deep nesting', method: 'POST', path: '/api/tokens', body: '['.repeat(30), status: 400 },
    { what: 'an unreadable address', method: 'GET', path: '/api/devices/%zz', status: 400 },
  ])('$what is answered with a problem', async ({ method, path, body, status }) => {
    const answer = await fetch(`${server.apiUrl}${path}`, {
      method,
      headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body }),
    });
    expect(answer.status).toBe(status);
    expect(problem.Check(await answer.json())).toBe(true);
  });

  it('a body above the limit is refused without being read whole', async () => {
    const answer = await fetch(new URL('/api/policy', server.apiUrl), {
      method: 'PUT',
      headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
      body: ' '.repeat(9_000_000),
    });
    expect(answer.status).toBe(413);
  });

  it('a body that is no JSON by its type is refused', async () => {
    const answer = await fetch(new URL('/api/tokens', server.apiUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${server.token}`, 'content-type': 'text/plain' },
      body: '{}',
    });
    expect(answer.status).toBe(415);
  });
});

describe('the OpenAPI document', () => {
  it('describes every operation, and is the one served', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const document = JSON.parse(JSON.stringify(openApiDocument('0.1.0'))) as ReturnType<
      typeof openApiDocument
    >;
    expect(await server.must('getOpenApi')).toEqual(document);
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, one]) => {
        const { operationId, parameters, responses } = one as {
          operationId: string;
          parameters: { name: string; in: string; required: boolean; schema: object }[];
          responses: Record<string, { description: string }>;
        };
        const inPath = parameters.filter((parameter) => parameter.in === 'path' && parameter.required);
        expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
        expect(responses['200']?.description).toBeTruthy();
        return `${operationId} ${method.toUpperCase()} ${path}`;
      }),
    );
    expect(described.toSorted()).toEqual(
      all.map(({ id, method, path }) => `${id} ${method} ${path}`).toSorted(),
    );
  });
});

describe('the audit', () => {
  it('has a row for each action, chained; a changed row shows', async () => {
    using folder = tempFolder();
    const first = await startTestServer(folder.path);
    await first.enrolmentToken();
    await first.enrolmentToken();
    const { entries, intact } = await first.must('listAudit');
    expect(intact).toBe(true);
    expect(entries.map(({ action }) => action)).toEqual([
      'apply-policy',
      'create-operator',
      'make-sign-in-link',
      'create-token',
      'create-token',
    ]);
    expect((await first.must('listAudit', { query: { after: 2, limit: 1 } })).entries).toHaveLength(1);
    await first.stop();
    const database = new DatabaseSync(join(folder.path, 'server.sqlite'));
    database.exec(`update audit set operator = 'nobody' where seq = 3`);
    database.close();
    await using second = await startTestServer(folder.path, { token: first.token });
    expect((await second.must('listAudit')).intact).toBe(false);
    expect((await second.must('listAudit', { query: { after: 3 } })).intact).toBe(true);
  });

  it('has no row for what was refused', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const before = (await server.must('listAudit')).entries.length;
    await expect(
      must(server.apiUrl, server.token, 'revokeToken', { params: { token: '0'.repeat(32) } }),
    ).rejects.toThrow('not-found');
    expect((await server.must('listAudit')).entries).toHaveLength(before);
  });
});
