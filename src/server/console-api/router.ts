import type { TObject } from 'typebox';
import { Compile } from 'typebox/compile';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { Operation } from '#protocol/console-operation.ts';
import { operations } from '#protocol/console-server.ts';
import type { Refusal } from '#server/store/refusal.ts';

type Check = (value: unknown, where: string) => Outcome<unknown, Refusal>;
export type Route = {
  readonly operation: Operation;
  readonly pattern: RegExp;
  readonly params: Check;
  readonly query: Check;
  readonly body: Check;
};
export type Found = { readonly route: Route; readonly params: Readonly<Record<string, string>> };

/** Addresses without a blank go first: `/api/devices/expected` is no device. */
const blanks = ({ path }: Operation): number => path.split('{').length;
const routes: readonly Route[] = (Object.values(operations) as Operation[])
  .toSorted((one, other) => blanks(one) - blanks(other))
  .map((described) => ({
    operation: described,
    pattern: new RegExp(
      `^${described.path.replaceAll('.', '\\.').replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]{1,100})')}$`,
    ),
    params: checkOf(described.params),
    query: checkOf(described.query),
    body: checkOf(described.body),
  }));

export function findRoute(method: string, path: string): Outcome<Found, Refusal> {
  const there = routes.filter(({ pattern }) => pattern.test(path));
  if (there.length === 0) return fail({ problem: 'not-found', detail: 'no such address' });
  const route = there.find(({ operation }) => operation.method === method);
  if (route === undefined) return fail({ problem: 'method-not-allowed' });
  return ok({ route, params: { ...route.pattern.exec(path)?.groups } });
}

/** Numbers and booleans travel as text in addresses: where the schema has one, the text becomes one. */
export function fromText(
  texts: Readonly<Record<string, string>>,
  schema: TObject | undefined,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => {
      const type = (schema?.properties[name] as { readonly type?: string } | undefined)?.type;
      if (type === 'integer' && /^-?\d{1,16}$/.test(text)) return [name, Number(text)];
      if (type === 'boolean' && (text === 'true' || text === 'false')) return [name, text === 'true'];
      return [name, text];
    }),
  );
}

function checkOf(schema: TObject | undefined): Check {
  if (schema === undefined)
    return (value, where) =>
      value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
        ? ok(undefined)
        : fail({ problem: 'not-as-schema', detail: `this operation takes no ${where}` });
  const check = Compile(schema);
  return (value, where) => {
    const given = value ?? {};
    if (check.Check(given)) return ok(given);
    const [first] = check.Errors(given);
    return fail({
      problem: 'not-as-schema',
      detail: `${where}: ${first?.message ?? 'not as described'}`,
      pointer: (first?.instancePath ?? '').slice(0, 500),
    });
  };
}
