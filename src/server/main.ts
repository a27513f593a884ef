import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { PolicyFileText } from '#protocol/console-policies.ts';
import type { BodyOf, ResponseOf } from '#protocol/console-server.ts';
import { systemClock, type Clock } from '#runtime/clock.ts';
import type { Log } from '#runtime/log.ts';
import { agentPath, linkLimits, openAgentLink, type LinkLimits } from '#server/agent-link/index.ts';
import { createAnswers, createConsoleDoor } from '#server/console-api/index.ts';
import { loadKeys } from '#server/policies/index.ts';
import { takeDataFolder } from '#server/store/index.ts';
import type { Refusal } from '#server/store/refusal.ts';
import { firstStart } from './first-start.ts';
import { runProgram } from './program.ts';
import { openRooms, serverVersion } from './rooms.ts';

export type ServerOptions = {
  readonly dataFolder: string;
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port?: number;
  /** Used at the first start only; later the data folder knows. */
  readonly organisation?: { readonly id: string; readonly name: string };
  /** Raw public key in base64: the organisation key stays offline (hardened install). First start only. */
  readonly offlineOrganisationKey?: string;
  /** PEM texts. Without them the server speaks plainly, for loopback or behind a proxy. */
  readonly tls?: { readonly certificate: string; readonly key: string };
  readonly log: Log;
  readonly clock?: Clock;
  readonly limits?: Partial<LinkLimits>;
};
export type StartFault = 'data-folder-in-use' | 'address-in-use';
export type RunningServer = AsyncDisposable & {
  /** Where agents connect, `ws://127.0.0.1:4711/agent`. */
  readonly url: string;
  /** Where the console API is, without a path. */
  readonly apiUrl: string;
  readonly address: { readonly host: string; readonly port: number };
  /** Drains: tells agents to come back later, finishes commits, closes the store. */
  readonly stop: () => Promise<void>;
  /** What only the first start knows. */
  readonly bootstrap: { readonly administratorToken?: string };
  /** For `portvakt up`, which runs in this process and has no token. Audited as `up`. */
  readonly direct: {
    readonly createToken: (
      wanted: BodyOf<'createToken'>,
    ) => Promise<Outcome<ResponseOf<'createToken'>, Refusal>>;
    readonly applyPolicy: (
      files: readonly PolicyFileText[],
    ) => Promise<Outcome<ResponseOf<'applyPolicy'>, Refusal>>;
    readonly info: () => Promise<ResponseOf<'getServerInfo'>>;
  };
};

/** Waiting connections; with Node's default of 511 a returning fleet loses more to retransmission. */
const backlog = 4_096;

/** Starts the server on its data folder, which it takes for itself. */
export async function startServer(options: ServerOptions): Promise<Outcome<RunningServer, StartFault>> {
  const { log, clock = systemClock, host = '127.0.0.1', port = 0, tls } = options;
  await using undo = new AsyncDisposableStack();
  const taken = takeDataFolder(options.dataFolder);
  if (!taken.ok) return fail('data-folder-in-use');
  const folder = undo.use(taken.value);
  const keys = loadKeys(folder, options.offlineOrganisationKey);
  const organisation = firstStart.organisation(folder, options.organisation);
  const rooms = undo.use(
    await openRooms({ databasePath: folder.path('server.sqlite'), keys, organisation, clock, log }),
  );
  const bootstrap = await firstStart.fill(folder, rooms, organisation);

  const draining = new AbortController();
  const answers = createAnswers({
    ...rooms,
    version: serverVersion,
    info: () => rooms.info(link.connected()),
    draining: draining.signal,
  });
  const door = createConsoleDoor({ handlers: answers, operators: rooms.operators, log });
  const server: Server =
    tls === undefined
      ? createHttpServer(door)
      : createHttpsServer({ cert: tls.certificate, key: tls.key, minVersion: 'TLSv1.2' }, door);
  server.headersTimeout = 10_000;
  server.requestTimeout = 60_000;
  const listening = await listen(server, host, port);
  if (listening === undefined) return fail('address-in-use');
  undo.defer(() => closeServer(server));
  const link = undo.use(
    openAgentLink(server, {
      ...rooms,
      clock,
      log,
      organisationId: organisation.id,
      serverKey: keys.server,
      organisationKey: keys.organisation.publicKey,
      bindTls: tls !== undefined,
      limits: { ...linkLimits, ...options.limits },
    }),
  );
  undo.defer(() => draining.abort());

  const open = undo.move();
  const stop = (): Promise<void> => open.disposeAsync();
  const authority = `${host.includes(':') ? `[${host}]` : host}:${listening}`;
  const up = { name: 'up' };
  return ok({
    url: `${tls === undefined ? 'ws' : 'wss'}://${authority}${agentPath}`,
    apiUrl: `${tls === undefined ? 'http' : 'https'}://${authority}`,
    address: { host, port: listening },
    stop,
    bootstrap,
    direct: {
      createToken: (wanted) => rooms.tokens.create(up, wanted),
      applyPolicy: (files) => rooms.policies.apply(up, files),
      info: () => rooms.info(link.connected()),
    },
    [Symbol.asyncDispose]: stop,
  });
}

/** The port, or undefined when somebody else has it. */
function listen(server: Server, host: string, port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    server.once('error', (fault: NodeJS.ErrnoException) => {
      if (fault.code === 'EADDRINUSE') resolve(undefined);
      else reject(fault);
    });
    server.listen({ host, port, backlog }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : undefined);
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), 2_000).unref();
  });
}

if (import.meta.main) await runProgram(startServer);
