import type { CommandSetup } from '../cli.ts';
import { failing } from '../cli-fault.ts';
import { callAndShow, serverVerb, type ServerOptions } from '../server-command.ts';

export const setUpApi: CommandSetup = (command, cli) => {
  serverVerb(command, 'document', {
    does: 'the HTTP API as an OpenAPI 3.1 document',
    examples: ['portvakt api document > openapi.json'],
  }).action(
    cli.handled((options: ServerOptions) =>
      callAndShow(
        cli,
        options,
        (api) => api.call('getOpenApi', {}),
        (document) => cli.out.json(document),
      ),
    ),
  );
  serverVerb(command, 'health', {
    does: 'whether the server answers',
    examples: ['portvakt api health'],
  }).action(
    cli.handled((options: ServerOptions) =>
      callAndShow(
        cli,
        options,
        (api) => api.call('getHealth', {}),
        ({ status }) => cli.out.line(status),
      ),
    ),
  );
  serverVerb(command, 'ready', {
    does: 'whether the server can do its work, check by check; ends with 4 where it cannot',
    examples: ['portvakt api ready'],
  }).action(
    cli.handled(async (options: ServerOptions) => {
      const done = await callAndShow(
        cli,
        options,
        (api) => api.call('getReady', {}),
        ({ checks }) =>
          cli.out.table(
            ['check', 'state', 'why'],
            checks.map(({ name, ok: good, why }) => [name, good ? 'ok' : 'not ok', why ?? '']),
          ),
      );
      return done.ok && !done.value.ready ? failing('unreachable', 'the server is not ready') : done;
    }),
  );
};
