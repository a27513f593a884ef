import { describe, expect, it } from 'vitest';
import { Compile } from 'typebox/compile';
import { roles, roleSuffices, type Operation } from '#protocol/console-operation.ts';
import { operations } from '#protocol/console-server.ts';

const all: readonly Operation[] = Object.values(operations);

describe('console operations', () => {
  it('have unique ids that are their keys, and unique addresses', () => {
    expect(Object.entries(operations).every(([key, { id }]) => key === id)).toBe(true);
    expect(new Set(all.map(({ method, path }) => `${method} ${path}`)).size).toBe(all.length);
  });

  it.each(all.map((operation) => [operation.id, operation] as const))(
    '%s has an example that passes its own schemas',
    (_id, operation) => {
      const { example } = operation;
      expect([...Compile(operation.response).Errors(example.response)]).toEqual([]);
      for (const part of ['params', 'query', 'body'] as const) {
        const schema = operation[part];
        if (schema === undefined) expect(example[part]).toBeUndefined();
        else expect([...Compile(schema).Errors(example[part])]).toEqual([]);
      }
    },
  );

  it.each(all.map((operation) => [operation.id, operation] as const))(
    '%s names in its path exactly what its params describe',
    (_id, { path, params }) => {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(named).toEqual(Object.keys(params?.properties ?? {}));
    },
  );

  it('lets a role do what the roles before it may', () => {
    expect(roles.map((held) => roles.filter((demanded) => roleSuffices(held, demanded)).length)).toEqual([
      1, 2, 3, 4, 5,
    ]);
  });
});
