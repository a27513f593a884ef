import type { Ban } from '#policy/ban.ts';
import type { ServerSettings } from '#policy/server-file.ts';
import type { Role } from '#protocol/console-operation.ts';
import type { PolicyFileText } from '#protocol/console-policies.ts';
import type { BodyOf, OperationId, ParamsOf, QueryOf, ResponseOf } from '#protocol/console-server.ts';
import { policyFiles, call, must, type Answer, type TestServer } from './server-in-test.ts';

type Parts<Id extends OperationId> = {
  readonly params?: ParamsOf<Id>;
  readonly query?: QueryOf<Id>;
  readonly body?: BodyOf<Id>;
};

/** An operator with a name, at the API. */
export type Person = {
  readonly must: <Id extends OperationId>(id: Id, parts?: Parts<Id>) => Promise<ResponseOf<Id>>;
  readonly call: <Id extends OperationId>(id: Id, parts?: Parts<Id>) => Promise<Answer<Id>>;
};

export async function person(server: TestServer, name: string, role: Role, unit?: string): Promise<Person> {
  const { text } = await server.must('createOperatorToken', {
    body: { name, role, ...(unit === undefined ? {} : { unit }) },
  });
  return {
    must: (id, parts) => must(server.apiUrl, text, id, parts),
    call: (id, parts) => call(server.apiUrl, text, id, parts),
  };
}

export const serverFile = (server: ServerSettings): PolicyFileText => ({
  name: 'server.yaml',
  text: JSON.stringify({ portvakt: 'server/1', server }),
});

export const unitFile = (unit: string, bans: readonly Ban[]): PolicyFileText => ({
  name: `${unit}.yaml`,
  text: JSON.stringify({ portvakt: 'policy/1', unit, bans }),
});

/** A policy of the municipality and its schools. */
export function policyWith(
  bans: readonly Ban[],
  {
    server,
    school,
    languages,
  }: {
    readonly server?: ServerSettings;
    readonly school?: readonly Ban[];
    readonly languages?: ('en' | 'nb')[];
  } = {},
): PolicyFileText[] {
  return [
    ...policyFiles(bans, languages === undefined ? {} : { languages }),
    ...(school === undefined ? [] : [unitFile('school', school)]),
    ...(server === undefined ? [] : [serverFile(server)]),
  ];
}
