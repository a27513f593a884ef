import type { Command } from 'commander';
import { ok, type Outcome } from '#policy/outcome.ts';
import { createApi, type Api } from './api-client.ts';
import type { Cli } from './cli.ts';
import type { CliFault } from './cli-fault.ts';
import { readConnection } from './connection.ts';

/** Options that every command which speaks to the server has. */
export type ServerOptions = { readonly server?: string; readonly json?: boolean };

export function withServerOptions(command: Command): Command {
  return command
    .option('--server <url>', 'address of the server (else PORTVAKT_SERVER, else the one signed in to)')
    .option('--json', 'print JSON for scripts');
}

/** A command under `parent` that speaks to the server, with its examples; the caller adds what it takes and does. */
export function serverVerb(
  parent: Command,
  name: string,
  {
    does,
    examples,
    isDefault = false,
  }: { readonly does: string; readonly examples: readonly string[]; readonly isDefault?: boolean },
): Command {
  const verb = withServerOptions(parent.command(name, { isDefault })).description(
    isDefault ? `${does} (the default)` : does,
  );
  return withExamples(verb, ...examples);
}

export function openApi(cli: Cli, options: ServerOptions): Outcome<Api, CliFault> {
  const connection = readConnection(options.server, cli.env);
  return connection.ok ? ok(createApi(connection.value, { signal: cli.signal })) : connection;
}

/** Calls the server, then shows the answer: as it is with `--json`, else in the words of `show`. */
export async function callAndShow<T>(
  cli: Cli,
  options: ServerOptions,
  call: (api: Api) => Promise<Outcome<T, CliFault>>,
  show: (answer: T) => void,
): Promise<Outcome<T, CliFault>> {
  const api = openApi(cli, options);
  if (!api.ok) return api;
  const answer = await call(api.value);
  if (!answer.ok) return answer;
  if (options.json === true) cli.out.json(answer.value);
  else show(answer.value);
  return answer;
}

/** Examples under a command's help. */
export function withExamples(command: Command, ...examples: readonly string[]): Command {
  return command.addHelpText(
    'after',
    `\nExample${examples.length > 1 ? 's' : ''}:\n${examples.map((example) => `  ${example}`).join('\n')}`,
  );
}
