import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Compile } from 'typebox/compile';
import { Problem, roles, roleSuffices, type Operation, type Role } from '#protocol/console-operation.ts';
import { operations } from '#protocol/console-server.ts';
import { PlayedBrowser } from '#test/kit/played-browser.ts';
import { bearer, sendExample } from '#test/kit/send-example.ts';
import { policyFiles, startTestServer, type TestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

/** Each role × each operation, from the table of operations itself: a new one is held to its role from its first day. */
const all: readonly Operation[] = Object.values(operations);
const problem = Compile(Problem);
const problemOf = (body: unknown): string =>
  problem.Check(body) ? body.type.slice('urn:portvakt:problem:'.length) : 'none';
/** What no caller may ever get for an example that passes its schemas. */
const faults = [400, 405, 415, 500];

const folder = tempFolder();
const tokens = new Map<string, string>();
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer(folder.path);
  await server.must('applyPolicy', { body: { files: policyFiles([]) } });
  for (const unit of ['kommune', 'school'])
    for (const role of roles) {
      const body = { name: `${role} of ${unit}`, role, unit };
      tokens.set(`${role} ${unit}`, (await server.must('createOperatorToken', { body })).text);
    }
});
afterAll(async () => {
  await server.stop();
  folder[Symbol.dispose]();
});

type Asked = { readonly status: number; readonly body: unknown; readonly type: string };
async function ask(operation: Operation, headers: Readonly<Record<string, string>>): Promise<Asked> {
  const answer = await sendExample(server.apiUrl, operation, headers);
  const type = answer.headers.get('content-type') ?? '';
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  const text = await answer.text();
  if (answer.status === 200 && operation.produces !== undefined) {
    expect(operation.produces).toContain(type.split(';')[0]);
    return { status: 200, body: undefined, type };
  }
  const body: unknown = JSON.parse(text);
  expect(type).toBe(answer.status < 400 ? 'application/json' : 'application/problem+json');
  if (answer.status === 200) expect([...Compile(operation.response).Errors(body)]).toEqual([]);
  else if (problem.Check(body)) expect(body.status).toBe(answer.status);
  return { status: answer.status, body, type };
}

describe('an operator of the whole organisation', () => {
  const table = all.flatMap((operation) =>
    [undefined, ...roles].map((role) => [operation.id, role ?? 'nobody', operation, role] as const),
  );
  it.each(table)('%s by %s', async (_id, _role, operation, role) => {
    const demanded = operation.role;
    const { status, body } = await ask(operation, bearer(role && tokens.get(`${role} kommune`)));
    if (demanded !== 'public' && role === undefined) expect(status).toBe(401);
    else if (demanded !== 'public' && role !== undefined && !roleSuffices(role, demanded))
      expect([status, problemOf(body)]).toEqual([403, 'role-too-low']);
    else {
      expect([...faults, 403]).not.toContain(status);
      // The one operation that tells a wrong token from a right one.
      if (operation.id !== 'openSession') expect(status).not.toBe(401);
    }
  });
});

describe('an operator of a unit', () => {
  const table = all
    .filter(({ role }) => role !== 'public')
    .flatMap((operation) => roles.map((role) => [operation.id, role, operation] as const));
  it.each(table)('%s by %s', async (_id, role, operation) => {
    const { status, body } = await ask(operation, bearer(tokens.get(`${role} school`)));
    if (!roleSuffices(role, operation.role as Role))
      expect([status, problemOf(body)]).toEqual([403, 'role-too-low']);
    else if (operation.scope === 'organisation')
      expect([status, problemOf(body)]).toEqual([403, 'outside-unit']);
    else {
      expect([...faults, 401]).not.toContain(status);
      if (status === 403) expect(problemOf(body)).toBe('outside-unit');
    }
  });
});

describe('a browser that is signed in', () => {
  it.each(
    all
      .filter(({ method, role }) => method !== 'GET' && role !== 'public')
      .map((operation) => [operation.id, operation] as const),
  )('cannot be made to %s by another page', async (_id, operation) => {
    const browser = new PlayedBrowser();
    const opened = await browser.open(server.apiUrl, server.token);
    expect(opened.status).toBe(200);
    const cookie = `portvakt=${browser.jar(server.apiUrl).get('portvakt')}`;
    const own = { cookie, origin: server.apiUrl };
    for (const headers of [own, { ...own, 'x-portvakt-csrf': 'a'.repeat(43) }, { cookie }]) {
      const { status, body } = await ask(operation, headers);
      expect([status, problemOf(body)]).toEqual([403, 'foreign-page']);
    }
  });
});
