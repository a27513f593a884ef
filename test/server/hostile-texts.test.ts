import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { Operation } from '#protocol/console-operation.ts';
import { operations } from '#protocol/console-server.ts';
import { bearer, sendExample } from '#test/kit/send-example.ts';
import { policyFiles, startTestServer, type TestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

/** A text of every free field that a browser would run if anything took it for a page. */
const hostile = `</script><img src=x onerror="alert(1)">'&\u2028{{7*7}}`;

type Node = TSchema & {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
  readonly maxLength?: number;
};

/** The example with each text that its schema leaves free made hostile. */
function poison(schema: Node | undefined, example: unknown): unknown {
  if (schema?.anyOf !== undefined) {
    const fitting = schema.anyOf.find((one) => Value.Check(one, example));
    return poison(fitting, example);
  }
  if (Array.isArray(example)) return example.map((one: unknown) => poison(schema?.items, one));
  if (typeof example === 'object' && example !== null)
    return Object.fromEntries(
      Object.entries(example).map(([name, value]) => [name, poison(schema?.properties?.[name], value)]),
    );
  return typeof example === 'string' && schema !== undefined && isFree(schema) ? hostile : example;
}
const isFree = (schema: Node): boolean =>
  schema.type === 'string' &&
  !('pattern' in schema) &&
  !('enum' in schema) &&
  !('const' in schema) &&
  !('format' in schema) &&
  (schema.maxLength ?? 1_000) >= hostile.length;

function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(texts) : [];
}

const all: readonly Operation[] = Object.values(operations);
const withTexts = all
  .map((operation) => [operation.id, operation, poison(operation.body, operation.example.body)] as const)
  .filter(([, , body]) => texts(body).includes(hostile));

describe('texts that a browser would run', () => {
  const folder = tempFolder();
  let server: TestServer;
  const came = new Set<string>();
  beforeAll(async () => {
    server = await startTestServer(folder.path);
    await server.must('applyPolicy', { body: { files: policyFiles([]) } });
  });
  afterAll(async () => {
    await server.stop();
    folder[Symbol.dispose]();
  });

  /** Whatever an answer holds, no browser takes it for a page, and no text in it is changed. */
  const look = async (operation: Operation, body?: unknown): Promise<number> => {
    const answer = await sendExample(server.apiUrl, operation, bearer(server.token), body);
    const text = await answer.text();
    const type = (answer.headers.get('content-type') ?? '').split(';')[0] ?? '';
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    if (type === 'text/html') {
      expect(text).not.toContain('<img src=x');
      return answer.status;
    }
    if (type === 'application/json') {
      const said = texts(JSON.parse(text));
      for (const one of said) expect(one).not.toMatch(/&(?:lt|#60|amp|quot);/);
      if (said.includes(hostile)) came.add(operation.id);
    }
    return answer.status;
  };

  it.each(withTexts)('are taken by %s as texts', async (_id, operation, body) => {
    expect(await look(operation, body)).not.toBe(500);
  });

  it('come back as they were, and nowhere as a page', async () => {
    for (const operation of all.filter(({ method }) => method === 'GET'))
      expect([operation.id, await look(operation)]).not.toContain(500);
    // Those that answer with what was just given, and the lists that show it.
    expect([...came]).toEqual(
      expect.arrayContaining(['createToken', 'listTokens', 'createOperatorToken', 'listOperators']),
    );
  });
});
