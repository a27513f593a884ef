import { Type } from 'typebox';
import { ok, type Outcome } from '#policy/outcome.ts';
import { WantedIdentityProvider, type IdentityProvider } from '#protocol/console-sessions.ts';
import type { Cli, CommandSetup } from '../cli.ts';
import type { CliFault } from '../cli-fault.ts';
import { defined } from '../defined.ts';
import { readValue } from '../value-file.ts';
import { readSecret } from '../secret-file.ts';
import { callAndShow, serverVerb, type ServerOptions } from '../server-command.ts';

/** The secret has a file of its own: this one may be kept in git. */
const ProviderFile = Type.Omit(WantedIdentityProvider, ['clientSecret']);

export const setUpIdp: CommandSetup = (command, cli) => {
  serverVerb(command, 'show', {
    does: 'who vouches for operators, and which role they get',
    examples: ['portvakt idp'],
    isDefault: true,
  }).action(
    cli.handled((options: ServerOptions) =>
      callAndShow(
        cli,
        options,
        (api) => api.call('getIdentityProvider', {}),
        (provider) => showProvider(cli, provider),
      ),
    ),
  );
  serverVerb(command, 'set', {
    does: 'set who vouches for operators, after the provider has answered',
    examples: ['portvakt idp set idp.yaml --secret-file client.secret'],
  })
    .argument('<file>', 'issuer, clientId, name, rules, and if wanted default and scopes, as YAML or JSON')
    .option('--secret-file <path>', 'where the client secret stands; left out, the present one stays')
    .action(
      cli.handled(async (path: string, options: ServerOptions & { secretFile?: string }) => {
        const wanted = readValue(path, ProviderFile, 'a description of an identity provider');
        if (!wanted.ok) return wanted;
        const secret: Outcome<string | undefined, CliFault> =
          options.secretFile === undefined ? ok(undefined) : readSecret(options.secretFile);
        if (!secret.ok) return secret;
        const body = { ...wanted.value, ...defined({ clientSecret: secret.value }) };
        return callAndShow(
          cli,
          options,
          (api) => api.call('setIdentityProvider', { body }),
          (provider) => showProvider(cli, provider),
        );
      }),
    );
  serverVerb(command, 'remove', {
    does: 'nobody signs in by an identity provider any more; who did is signed out',
    examples: ['portvakt idp remove'],
  }).action(
    cli.handled((options: ServerOptions) =>
      callAndShow(
        cli,
        options,
        (api) => api.call('removeIdentityProvider', {}),
        (provider) => showProvider(cli, provider),
      ),
    ),
  );
};

function showProvider(cli: Cli, provider: IdentityProvider): void {
  if (provider.issuer === undefined) cli.out.line('There is no identity provider.');
  else
    cli.out.table(
      ['what', 'value'],
      [
        ['name', provider.name],
        ['issuer', provider.issuer],
        ['client', provider.clientId],
        ['secret', provider.hasSecret ? 'kept by the server' : 'none'],
        [
          'everybody else',
          provider.default === undefined
            ? 'is refused'
            : `${provider.default.role} of ${provider.default.unit}`,
        ],
      ],
    );
  cli.out.line(`To be entered at the provider: ${provider.redirectUri}`);
  if (provider.rules.length > 0)
    cli.out.table(
      ['claim', 'value', 'role', 'unit'],
      provider.rules.map(({ claim, value, role, unit }) => [claim, value, role, unit]),
    );
}
