import { ok } from '#policy/outcome.ts';
import { createApi } from '../api-client.ts';
import type { CommandSetup } from '../cli.ts';
import { failing } from '../cli-fault.ts';
import { readTokenFile, serverOrigin, writeConnection } from '../connection.ts';
import { withExamples } from '../server-command.ts';

export const setUpLogin: CommandSetup = (command, cli) => {
  command
    .requiredOption('--server <url>', 'address of the server, https://…')
    .requiredOption('--token-file <path>', 'file with the operator token; `-` reads standard input');
  withExamples(command, 'portvakt login --server https://portvakt.example.org --token-file ~/operator.token');
  command.action(
    cli.handled(async (options: { server: string; tokenFile: string }) => {
      const server = serverOrigin(options.server);
      if (!server.ok) return server;
      const token = readTokenFile(options.tokenFile);
      if (!token.ok) return token;
      const connection = { server: server.value, token: token.value };
      const info = await createApi(connection, { signal: cli.signal }).call('getServerInfo', {});
      if (!info.ok) return info;
      let path: string;
      try {
        path = writeConnection(connection, cli.env);
      } catch (fault) {
        return failing(
          'fault',
          `the connection cannot be kept: ${fault instanceof Error ? fault.message : ''}`,
        );
      }
      cli.out.line(`Signed in to ${info.value.organisation.name} (${server.value}).`);
      cli.out.line(`Kept in ${path}, readable by you alone.`);
      return ok(undefined);
    }),
  );
};
