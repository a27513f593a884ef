import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { extensionPackageFile } from '#protocol/extension-package.ts';
import { createLog, type Log } from '#runtime/log.ts';
import { createShutdown } from '#runtime/shutdown.ts';
import type { RunningServer, ServerOptions, StartFault, startServer } from './main.ts';

const usage = `Usage: node src/server/main.ts --data <folder> [options]

  --data <folder>         where everything of this server lies; made at the first start
  --host <address>        address to listen on (127.0.0.1)
  --port <number>         port to listen on; 0 takes a free one (0)
  --certificate <file>    PEM file of the TLS certificate; with --key
  --key <file>            PEM file of its private key; with --certificate
  --tls-ended-by-proxy    speak plainly on an address that others can reach: a proxy in front ends TLS
  --organisation <id>     whose server this is; decided at the first start
  --name <name>           its name; decided at the first start
  --offline-key <key>     public organisation key (32 bytes, base64), kept offline; decided at the first start
  --restored              the data folder was restored from a backup: believe what devices say they have seen
  --new-administrator     make one more administrator; the token is put into the file administrator-token
  --extension <folder>    the packed browser extension, to be served below /extension/ (the one that was built here)
  --console <folder>      the built console, to be served at / (the one that was built here)
  --public-url <address>  where browsers find this server, https://portvakt.example.org (as each calls it)
  --metrics-open          programs on this computer may read /metrics without a token
  --help                  show this
`;
const flags = {
  data: { type: 'string' },
  host: { type: 'string' },
  port: { type: 'string', default: '0' },
  certificate: { type: 'string' },
  key: { type: 'string' },
  'tls-ended-by-proxy': { type: 'boolean', default: false },
  organisation: { type: 'string' },
  name: { type: 'string' },
  'offline-key': { type: 'string' },
  restored: { type: 'boolean', default: false },
  'new-administrator': { type: 'boolean', default: false },
  extension: { type: 'string' },
  console: { type: 'string' },
  'public-url': { type: 'string' },
  'metrics-open': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;
/** Where `npm run build:extension` leaves it. */
const builtExtension = join(import.meta.dirname, '../../.cache/extension');
/** Where `npm run build:console` leaves it. */
const builtConsole = join(import.meta.dirname, '../../.cache/console');
/** As in sysexits.h. */
const exits = { usage: 64, unavailable: 69, software: 70 } as const;

const sentences: Readonly<Record<StartFault, string>> = {
  'data-folder-in-use': 'another server uses this data folder',
  'address-in-use': 'another program listens on this address and port',
  'address-not-usable': 'this address and port cannot be listened on',
  'plain-where-others-reach':
    'without TLS only this computer may reach the server: give --certificate and --key, or --tls-ended-by-proxy where a proxy ends TLS',
  'bad-certificate': 'the certificate and the key are not PEM texts that belong together',
  'bad-extension-folder':
    'the folder of the browser extension is not one that `npm run build:extension` left',
  'bad-console-folder': 'the folder of the console is not one that `npm run build:console` left',
  'bad-public-url':
    '--public-url is an address without a path: https://… where browsers speak TLS, else http://…',
  'bad-organisation':
    'an organisation id has small letters, digits and hyphens, and a name 1 to 300 characters',
  'organisation-differs':
    'this data folder belongs to another organisation, or the name differs from that of the first start (later the policy names the organisation)',
  'bad-offline-key': 'the offline organisation key must be 32 bytes in base64',
  'offline-key-differs': 'this data folder was made for another offline organisation key',
  'organisation-key-is-here':
    'this data folder holds an organisation key: a server with an offline key must have none',
};
const passing: ReadonlySet<StartFault> = new Set<StartFault>([
  'data-folder-in-use',
  'address-in-use',
  'address-not-usable',
]);

/** `node src/server/main.ts --data <folder>`: one line of JSON with the address on standard output, logs on standard error. */
export async function runProgram(start: typeof startServer): Promise<void> {
  const log = createLog('server');
  const read = readArguments(process.argv.slice(2), log);
  if (!read.ok) return end(read.fault, exits.usage);
  if (read.value === 'help') {
    process.stdout.write(usage);
    return;
  }
  try {
    const started = await start(read.value);
    if (started.ok) run(started.value, log);
    else end(sentences[started.fault], passing.has(started.fault) ? exits.unavailable : exits.usage);
  } catch (fault) {
    log.debug({ fault }, 'start');
    end(messageOf(fault), exits.software);
  }
}

/** What the arguments ask for, or the sentence that says what is wrong with them. */
export function readArguments(args: readonly string[], log: Log): Outcome<ServerOptions | 'help', string> {
  const parsed = tried(() => parseArgs({ args: [...args], options: flags }).values);
  if (!parsed.ok) return parsed;
  const { data, host, port, certificate, key, organisation, name, ...rest } = parsed.value;
  if (rest.help) return ok('help');
  if (data === undefined || data === '') return fail('--data <folder> is missing');
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    return fail('--port must be a number from 0 to 65535');
  if ((certificate === undefined) !== (key === undefined))
    return fail('--certificate and --key belong together: give both or neither');
  if (name !== undefined && organisation === undefined) return fail('--name goes with --organisation');
  const tls =
    certificate === undefined || key === undefined
      ? undefined
      : tried(() => ({ certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') }));
  if (tls?.ok === false) return tls;
  const offlineKey = rest['offline-key'];
  const extensionFolder =
    rest.extension ?? (existsSync(join(builtExtension, extensionPackageFile)) ? builtExtension : undefined);
  const consoleFolder =
    rest.console ?? (existsSync(join(builtConsole, 'index.html')) ? builtConsole : undefined);
  const publicUrl = rest['public-url'];
  return ok({
    dataFolder: data,
    port: Number(port),
    log,
    tlsEndedByProxy: rest['tls-ended-by-proxy'],
    restored: rest.restored,
    newAdministrator: rest['new-administrator'],
    metricsOpen: rest['metrics-open'],
    ...(host === undefined ? {} : { host }),
    ...(extensionFolder === undefined ? {} : { extensionFolder }),
    ...(consoleFolder === undefined ? {} : { consoleFolder }),
    ...(publicUrl === undefined ? {} : { publicUrl }),
    ...(organisation === undefined
      ? {}
      : { organisation: { id: organisation, ...(name === undefined ? {} : { name }) } }),
    ...(offlineKey === undefined ? {} : { offlineOrganisationKey: offlineKey }),
    ...(tls === undefined ? {} : { tls: tls.value }),
  });
}

function run(server: RunningServer, log: Log): void {
  const shutdown = createShutdown((name, fault) => log.error({ name, fault }, 'shutdown step failed'));
  shutdown.add('server', server.stop);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void shutdown.end());
  void server.broken.then((why) => {
    end(`events cannot be stored: ${why}`, exits.software);
    return shutdown.end();
  });
  const { url, apiUrl, address, bootstrap } = server;
  if (bootstrap.administratorToken !== undefined)
    log.info(
      'the data folder has, for the new administrator, a token (administrator-token) and a link that signs a browser in once (sign-in-link)',
    );
  process.stdout.write(`${JSON.stringify({ url, apiUrl, address })}\n`);
}

function end(sentence: string, code: number): void {
  process.stderr.write(`server: ${sentence}\n`);
  process.exitCode = code;
}

function tried<T>(work: () => T): Outcome<T, string> {
  try {
    return ok(work());
  } catch (fault) {
    return fail(messageOf(fault));
  }
}

function messageOf(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  const [line = ''] = fault.message.split('\n');
  return fault.cause instanceof Error ? `${line}: ${fault.cause.message}` : line;
}
