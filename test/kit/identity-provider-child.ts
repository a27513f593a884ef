import { createServer } from 'node:http';

/**
 * A real OpenID Connect provider in a process of its own: `oidc-provider` with its own pages for signing in, where any
 * account of the settings comes in with any password. Settings come as the first message; it says where it is.
 */
export type ProviderSettings = {
  /** 0 takes a free one. */
  readonly port: number;
  readonly clientSecret: string;
  readonly redirectUris: readonly string[];
  /** Claims by account. */
  readonly accounts: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** What its clock is ahead of the real one. */
  readonly clockAheadMs?: number;
  /** By what name it is reached, `127.0.0.1` if left out: `localhost` is another site for a browser. */
  readonly host?: string;
  /** Names itself otherwise than it is reached. */
  readonly issuer?: string;
};

process.once('message', (given) => void run(given as ProviderSettings));

async function run(settings: ProviderSettings): Promise<void> {
  const ahead = settings.clockAheadMs ?? 0;
  const realNow = Date.now.bind(Date);
  // Before the library is loaded, which keeps what it finds.
  Date.now = () => realNow() + ahead;
  const { default: Provider } = await import('oidc-provider');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(settings.port, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const issuer = settings.issuer ?? `http://${settings.host ?? '127.0.0.1'}:${port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'portvakt',
        client_secret: settings.clientSecret,
        redirect_uris: [...settings.redirectUris],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    cookies: { keys: ['of-a-test'] },
    claims: {
      openid: ['sub'],
      profile: ['name', 'preferred_username'],
      email: ['email'],
      groups: ['groups', 'realm_access'],
    },
    scopes: ['openid', 'profile', 'email', 'groups'],
    pkce: { required: () => true },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, ...settings.accounts[id] }),
    }),
  });
  const answer = provider.callback();
  server.on('request', (request, response) => void answer(request, response));
  process.send?.({ issuer, port });
}
