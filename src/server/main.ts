import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { PolicyFileText } from '#protocol/console-policies.ts';
import type { BodyOf, ResponseOf } from '#protocol/console-server.ts';
import { systemClock, type Clock } from '#runtime/clock.ts';
import type { Log } from '#runtime/log.ts';
import { agentPath, linkLimits, openAgentLink, type LinkLimits } from '#server/agent-link/index.ts';
import { createReadiness, createMetrics } from '#server/metrics/index.ts';
import { createAnswers } from '#server/console-api/index.ts';
import { openConsoleFiles } from '#server/console-files/index.ts';
import { openExtensionFiles } from '#server/extension-files/index.ts';
import { openLive } from '#server/live/index.ts';
import { packKeyIn } from '#server/packs/index.ts';
import { loadKeys, type KeyFault } from '#server/policies/index.ts';
import { takeDataFolder } from '#server/store/index.ts';
import type { Refusal } from '#server/store/refusal.ts';
import { firstStart, type OrganisationFault } from './first-start.ts';
import {
  closeServer,
  createWebServer,
  isLoopback,
  isOrigin,
  isPair,
  listen,
  type ListenFault,
  type TlsFiles,
} from './listen.ts';
import { runProgram } from './program.ts';
import { openRooms, serverVersion } from './rooms.ts';
import { createEntrance, createWebDoor } from './web.ts';

export type ServerOptions = {
  readonly dataFolder: string;
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port?: number;
  /** Decided at the first start; later another one is refused. `name` is the id where it is left out. */
  readonly organisation?: { readonly id: string; readonly name?: string };
  /** Raw public key in base64: the organisation key stays offline (hardened install). Decided at the first start. */
  readonly offlineOrganisationKey?: string;
  /** Without it the server speaks plainly, on a loopback address or behind a proxy. */
  readonly tls?: TlsFiles;
  /** A proxy in front ends TLS: the server may speak plainly on an address that others can reach. */
  readonly tlsEndedByProxy?: boolean;
  /** Makes one more administrator, for an organisation that lost its tokens. */
  readonly newAdministrator?: boolean;
  /** The store was restored from a backup: believe devices that say they have seen higher versions (ADR 0007). */
  readonly restored?: boolean;
  /** What the build of the browser extension left, to be served below `/extension/`. */
  readonly extensionFolder?: string;
  /** What the build of the console left, to be served at `/`. Without it a page there says how to build it. */
  readonly consoleFolder?: string;
  /** Where browsers find this server, `https://portvakt.kommune.example`; else as each calls it. */
  readonly publicUrl?: string;
  /** Whether programs on this computer may read `/metrics` without a token. */
  readonly metricsOpen?: boolean;
  readonly log: Log;
  readonly clock?: Clock;
  /** By what requests and attempts to sign in are paced: real time, whatever `clock` says. */
  readonly pacing?: Pick<Clock, 'monotonic'>;
  readonly limits?: Partial<LinkLimits>;
};
export type StartFault =
  | 'data-folder-in-use'
  | 'plain-where-others-reach'
  | 'bad-certificate'
  | 'bad-extension-folder'
  | 'bad-console-folder'
  | 'bad-public-url'
  | OrganisationFault
  | KeyFault
  | ListenFault;
export type RunningServer = AsyncDisposable & {
  /** Where agents connect, `ws://127.0.0.1:4711/agent`. */
  readonly url: string;
  /** Where the console API is, without a path. */
  readonly apiUrl: string;
  readonly address: { readonly host: string; readonly port: number };
  /** Drains: tells agents to come back later, finishes commits, closes the store. */
  readonly stop: () => Promise<void>;
  /** Resolves, with the reason, when it can no longer store events and the process should end. */
  readonly broken: Promise<string>;
  /** What only the first start knows, and one with `newAdministrator`. Also in the file `administrator-token`. */
  readonly bootstrap: {
    readonly administratorToken?: string;
    /** Signs a browser in as that administrator, once, within 24 hours. Also in the file `sign-in-link`. */
    readonly signInLink?: string;
  };
  /** For `portvakt up`, which runs in this process and has no token. Audited as `up`. */
  readonly direct: {
    readonly createToken: (
      wanted: BodyOf<'createToken'>,
    ) => Promise<Outcome<ResponseOf<'createToken'>, Refusal>>;
    readonly applyPolicy: (
      files: readonly PolicyFileText[],
    ) => Promise<Outcome<ResponseOf<'applyPolicy'>, Refusal>>;
    readonly info: () => Promise<ResponseOf<'getServerInfo'>>;
    /** A new one-time link for the first administrator who may act. */
    readonly signInLink: () => Promise<Outcome<string, Refusal>>;
  };
};

/** Starts the server on its data folder, which it takes for itself. After a fault of its options the folder is as it was. */
export async function startServer(options: ServerOptions): Promise<Outcome<RunningServer, StartFault>> {
  const { log, clock = systemClock, host = '127.0.0.1', port = 0, tls } = options;
  const { extensionFolder, tlsEndedByProxy = false } = options;
  if (tls === undefined && !isLoopback(host) && !tlsEndedByProxy) return fail('plain-where-others-reach');
  if (tls !== undefined && !isPair(tls)) return fail('bad-certificate');
  const extension =
    extensionFolder === undefined
      ? undefined
      : openExtensionFiles(extensionFolder, tls !== undefined || tlsEndedByProxy);
  if (extension?.ok === false) {
    log.debug({ why: extension.fault }, 'the browser extension cannot be served');
    return fail('bad-extension-folder');
  }
  const consoleFiles =
    options.consoleFolder === undefined ? undefined : openConsoleFiles(options.consoleFolder);
  if (consoleFiles?.ok === false) {
    log.debug({ why: consoleFiles.fault }, 'the console cannot be served');
    return fail('bad-console-folder');
  }
  const reach = { secure: tls !== undefined || tlsEndedByProxy, behindProxy: tlsEndedByProxy };
  const { publicUrl } = options;
  if (publicUrl !== undefined && !isOrigin(publicUrl, reach.secure)) return fail('bad-public-url');
  await using undo = new AsyncDisposableStack();
  const taken = takeDataFolder(options.dataFolder);
  if (!taken.ok) return fail('data-folder-in-use');
  const folder = undo.use(taken.value);
  const named = firstStart.organisation(folder, options.organisation);
  if (!named.ok) return named;
  const organisation = named.value;
  const loaded = loadKeys(folder, options.offlineOrganisationKey);
  if (!loaded.ok) return loaded;
  const keys = loaded.value;
  firstStart.keep(folder, organisation);
  const databasePath = folder.path('server.sqlite');
  const { restored = false } = options;
  const providerSecret = firstStart.secretFile(folder, 'identity-provider-secret');
  const rooms = undo.use(
    await openRooms({
      ...{ databasePath, keys, organisation, clock, log, restored, providerSecret },
      packKey: packKeyIn(folder),
    }),
  );
  const first = await firstStart.fill(folder, rooms, organisation);
  const administrator =
    options.newAdministrator === true && first.administratorToken === undefined
      ? await firstStart.newAdministrator(folder, rooms)
      : first;

  const draining = new AbortController();
  const entrance = createEntrance(
    rooms,
    { ...reach, ...(publicUrl === undefined ? {} : { publicUrl }) },
    options.pacing,
  );
  const answers = createAnswers({
    ...rooms,
    attempts: entrance.attempts,
    version: serverVersion,
    info: () => rooms.info(link.connected()),
    askDevice: (device, what) => link.ask(device, what),
    draining: draining.signal,
    ready: createReadiness({
      ...{ db: rooms.db, clock, folder: options.dataFolder },
      ingestWorks: rooms.ingest.working,
      release: () => rooms.policies.current()?.version ?? 0,
    }),
  });
  const metrics = undo.use(
    createMetrics(
      {
        version: serverVersion,
        connected: () => link.connected(),
        release: () => rooms.policies.current()?.version ?? 0,
        devices: () => rooms.devices.byUnit(undefined),
        ingest: rooms.ingest.stats,
        outletsWaiting: rooms.outlets.waiting,
        rollout: rooms.rollouts.standing,
      },
      rooms.counted,
    ),
  );
  const handlers: typeof answers = {
    ...answers,
    getHealth: (asked) =>
      rooms.ingest.working()
        ? answers.getHealth(asked)
        : Promise.resolve(fail({ problem: 'server-fault', detail: 'events cannot be stored' })),
  };
  const server = createWebServer(
    createWebDoor({
      rooms,
      entrance,
      handlers,
      extension: extension?.value,
      console: consoleFiles?.value,
      metrics,
      metricsOpen: options.metricsOpen ?? false,
      clock,
      log,
    }),
    tls,
  );
  const listening = await listen(server, host, port);
  if (!listening.ok) return listening;
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
  undo.use(openLive(server, { ...rooms, callers: entrance.callers, version: serverVersion, clock, log }));
  undo.defer(() => draining.abort());

  const open = undo.move();
  const stop = (): Promise<void> => open.disposeAsync();
  const authority = `${host.includes(':') ? `[${host}]` : host}:${listening.value}`;
  const up = { name: 'up' };
  const apiUrl = `${tls === undefined ? 'http' : 'https'}://${authority}`;
  const inBrowser = publicUrl === undefined ? apiUrl : new URL(publicUrl).origin;
  const bootstrap = await firstStart.signInLink(folder, rooms, administrator, inBrowser);
  return ok({
    url: `${tls === undefined ? 'ws' : 'wss'}://${authority}${agentPath}`,
    apiUrl,
    address: { host, port: listening.value },
    stop,
    broken: rooms.ingest.broken,
    bootstrap,
    direct: {
      createToken: (wanted) => rooms.tokens.create(up, wanted),
      applyPolicy: (files) => rooms.policies.apply(up, files),
      info: () => rooms.info(link.connected()),
      signInLink: () => firstStart.newSignInLink(rooms, inBrowser),
    },
    [Symbol.asyncDispose]: stop,
  });
}

if (import.meta.main) await runProgram(startServer);
