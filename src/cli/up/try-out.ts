import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAgent } from '#agent/main.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { extensionPackageFile } from '#protocol/extension-package.ts';
import type { PolicyFileText } from '#protocol/console-policies.ts';
import { selectPlatform } from '#platform/select.ts';
import type { AgentStatus } from '#protocol/tray-agent.ts';
import type { Log } from '#runtime/log.ts';
import { createShutdown } from '#runtime/shutdown.ts';
import { startServer, type StartFault } from '#server/main.ts';
import type { CliFault } from '../cli-fault.ts';
import { dialAgent, type LocalClient } from '#local-client/client.ts';

export type TryOutOptions = {
  readonly enforce: boolean;
  readonly port: number;
  /** Kept between starts; without it a temporary folder is used and removed at the end. */
  readonly data?: string;
  readonly run?: string;
  /** As root, programs that are banned are refused before they start. */
  readonly guard: boolean;
  readonly log: Log;
};

/** What runs, for the screen. Disposed, nothing of it is left. */
export type TryOut = AsyncDisposable & {
  readonly apiUrl: string;
  readonly tokenFile: string;
  /** Signs a browser in as the administrator, once. */
  readonly signInLink: string;
  /** Whether the console was built, so that there is more behind the link than a list of operations. */
  readonly hasConsole: boolean;
  readonly organisation: string;
  readonly device: string;
  /** The folder of the agent's doors, where it is not the usual one. */
  readonly run: string;
  readonly runIsUsual: boolean;
  /** A harmless program that the sample policy blocks. */
  readonly canary: string;
  readonly person: LocalClient;
  status(): AgentStatus;
};

const samples = join(import.meta.dirname, '../samples');
const sleepProgram = '/usr/bin/sleep';

/** Starts server and agent, applies the sample policy, and resolves when the agent has applied it too. */
export async function startTryOut(options: TryOutOptions): Promise<Outcome<TryOut, CliFault>> {
  const { log } = options;
  const shutdown = createShutdown((name, fault) => log.error({ name, fault: String(fault) }, 'end'));
  const undo = async (fault: CliFault): Promise<Outcome<never, CliFault>> => {
    await shutdown.end();
    return fail(fault);
  };
  const folder = dataFolder(options.data);
  shutdown.add('folder', () => {
    if (options.data === undefined) rmSync(folder, { recursive: true, force: true });
  });

  const platform = selectPlatform({
    installRoot: {
      state: join(folder, 'agent'),
      config: join(folder, 'config'),
      ...(options.run === undefined ? {} : { run: options.run }),
    },
  });
  const installRoot = await platform.installRoot();
  const endpoint = await platform.localEndpoint();
  const other = await dialAgent(endpoint, 'tray', installRoot.run);
  if (other.ok) {
    other.value[Symbol.dispose]();
    return undo({
      exit: 'conflict',
      message: `an agent already runs on this PC (${installRoot.run}). To try another beside it, give it a folder for its doors: --run ${join(folder, 'run')}`,
    });
  }
  // Others may enter this one: whoever tries the program need not be root, and the agent tries its own as nobody.
  const canaryFolder = installRoot.mode === 'system' ? openFolder() : undefined;
  shutdown.add('canary folder', () => {
    if (canaryFolder !== undefined) rmSync(canaryFolder, { recursive: true, force: true });
  });
  const runWasThere = existsSync(installRoot.run);
  shutdown.add('doors', () => {
    if (!runWasThere) rmSync(installRoot.run, { recursive: true, force: true });
  });

  const files = sampleFiles(options.enforce);
  const hasConsole = existsSync(join(builtConsole, 'index.html'));
  const started = await startServer({
    dataFolder: join(folder, 'server'),
    port: options.port,
    organisation: { id: 'eksempel', name: 'Eksempel kommune' },
    ...(hasConsole ? { consoleFolder: builtConsole } : {}),
    log,
  });
  if (!started.ok)
    return undo({
      exit: 'conflict',
      message: whyNot(started.fault, folder, options.port),
    });
  const server = started.value;
  shutdown.add('server', () => server.stop());
  const applied = await server.direct.applyPolicy(files);
  if (!applied.ok)
    return undo({ exit: 'fault', message: `the sample policy was refused: ${applied.fault.problem}` });
  const token = await server.direct.createToken({ name: 'this PC', uses: 1, validHours: 1 });
  if (!token.ok) return undo({ exit: 'fault', message: `no enrolment token: ${token.fault.problem}` });

  const usual = await selectPlatform().installRoot();
  // Browsers have one policy on a PC, and starts one guard: beside another agent this one leaves them alone.
  const isTheAgent = usual.run === installRoot.run && installRoot.mode === 'system';
  const web = isTheAgent ? webOptions() : undefined;
  const agent = await startAgent({
    installRoot,
    platform,
    log,
    settings: { server: server.url, token: token.value.text },
    ...(web === undefined ? {} : { web }),
    ...(isTheAgent && options.guard ? { guard: {} } : {}),
    ...(canaryFolder === undefined ? {} : { canaryFolder }),
    // The spread over 30 s is for fleets; here is one, and somebody waits.
    random: () => 0,
  });
  shutdown.add('agent', () => agent.stop());
  const { version } = applied.value;
  const inForce = await new Promise<boolean>((resolve) => {
    const look = (): void => {
      if (agent.status().release >= version && agent.status().bans.length > 0) resolve(true);
    };
    const listening = agent.onCycle(look);
    shutdown.add('first cycle', () => {
      listening[Symbol.dispose]();
      resolve(false);
    });
    setTimeout(() => resolve(false), 60_000).unref();
    look();
  });
  if (!inForce)
    return undo({
      exit: 'fault',
      message: 'the agent did not apply the sample policy within a minute: start again with --verbose',
    });
  await guardStarted(agent);
  const person = await dialAgent(endpoint, 'tray', installRoot.run);
  if (!person.ok)
    return undo({ exit: 'unreachable', message: `the agent's door does not open: ${person.fault.code}` });
  shutdown.add('person', () => person.value[Symbol.dispose]());

  // Asked for last: it is good for a quarter of an hour from when it is shown.
  const link = await server.direct.signInLink();
  if (!link.ok) return undo({ exit: 'fault', message: `no sign-in link: ${link.fault.problem}` });
  const status = agent.status();
  return ok({
    apiUrl: server.apiUrl,
    signInLink: link.value,
    hasConsole,
    tokenFile: join(folder, 'server', 'administrator-token'),
    organisation: status.organisation?.name ?? '',
    device: status.device ?? '',
    run: installRoot.run,
    runIsUsual: usual.run === installRoot.run,
    canary: makeCanary(canaryFolder ?? folder),
    person: person.value,
    status: () => agent.status(),
    [Symbol.asyncDispose]: () => shutdown.end(),
  });
}

/** What the screen says of enforcement is said once: a start guard takes a second or two to begin, and to be seen to refuse. */
async function guardStarted(agent: Awaited<ReturnType<typeof startAgent>>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = (): void => {
    if (!isAwaited(agent.status())) resolve();
  };
  using _ = agent.services.onStatus(look);
  const late = setTimeout(resolve, longestGuardStartMs);
  look();
  await promise;
  clearTimeout(late);
}

const isAwaited = ({ bans, guard }: AgentStatus): boolean =>
  guard?.kind === 'gap' ||
  (guard?.kind === 'guarding' &&
    bans.some(({ truth }) =>
      truth.some(({ channel, level }) => channel === 'native' && level === 'stopped-after-start'),
    ));
const longestGuardStartMs = 20_000;

const builtConsole = join(import.meta.dirname, '../../../.cache/console');
const builtExtension = join(import.meta.dirname, '../../../.cache/extension');

/** The web guard, where the extension was built; browsers are as they were when this has ended. */
function webOptions(): Parameters<typeof startAgent>[0]['web'] {
  if (!existsSync(join(builtExtension, extensionPackageFile))) return undefined;
  return {
    extensionFolder: builtExtension,
    launcherFolder: '/var/lib/portvakt-web-guard',
    removeAtEnd: true,
  };
}

function whyNot(fault: StartFault, folder: string, port: number): string {
  if (fault === 'address-in-use') return `port ${port} is taken: choose another with --port, or leave it out`;
  if (fault === 'data-folder-in-use') return `another server uses ${folder}`;
  // What is left are options that `up` does not give, or a folder that was made for something else.
  return `the server cannot start in ${folder} (${fault}): give --data another folder, or leave it out`;
}

function dataFolder(chosen: string | undefined): string {
  if (chosen === undefined) return mkdtempSync(join(tmpdir(), 'portvakt-'));
  mkdirSync(chosen, { recursive: true, mode: 0o700 });
  return chosen;
}

/** Removed at the end, and the sticky bit of the folder around it keeps others from moving it meanwhile. */
function openFolder(): string {
  const path = mkdtempSync(join(tmpdir(), 'portvakt-try-'));
  chmodSync(path, 0o755);
  return path;
}

function sampleFiles(enforce: boolean): readonly PolicyFileText[] {
  const names = ['organisation.yaml', enforce ? 'enforce-policy.yaml' : 'canary-policy.yaml'];
  return names.map((name) => ({ name, text: readFileSync(join(samples, name), 'utf8') }));
}

/** The harmless program: a copy of `sleep` under the reserved name that the catalogue knows. */
function makeCanary(folder: string): string {
  const path = join(folder, 'portvakt-canary');
  copyFileSync(sleepProgram, path);
  chmodSync(path, 0o755);
  return path;
}
