import { existsSync, rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { AgentSettings } from '#agent/enrolment/agent-settings.ts';
import { readAgentSettings, removeTokenFrom } from '#agent/enrolment/agent-settings.ts';
import { readFaultWords, readTrustedFile } from '#agent/enrolment/trusted-file.ts';
import { selectPlatform } from '#platform/select.ts';
import { createLog, type Log } from '#runtime/log.ts';
import type { AgentOptions, RunningAgent } from './running-agent.ts';

const usage = `usage: portvakt-agent [--state DIR] [--run DIR] [--config DIR] [--server URL] [--token-file FILE]
                      [--ca-file FILE] [--class private] [--extension DIR] [--guard on|off] [--guard-only DIR]...
                      [--canary-folder DIR] [--log-level LEVEL]`;

/** The agent as a program: runs until SIGTERM or SIGINT. */
export async function runAgent(startAgent: (options: AgentOptions) => Promise<RunningAgent>): Promise<void> {
  const { values } = parseArgs({
    options: {
      state: { type: 'string' },
      run: { type: 'string' },
      config: { type: 'string' },
      server: { type: 'string' },
      'token-file': { type: 'string' },
      'ca-file': { type: 'string' },
      class: { type: 'string' },
      extension: { type: 'string' },
      guard: { type: 'string' },
      'guard-only': { type: 'string', multiple: true },
      'canary-folder': { type: 'string' },
      'log-level': { type: 'string', default: 'info' },
      help: { type: 'boolean', default: false },
    },
  });
  const isUnknown =
    (values.class !== undefined && values.class !== 'private') ||
    !['on', 'off', undefined].includes(values.guard);
  if (values.help || isUnknown) {
    process.stderr.write(`${usage}\n`);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const log = createLog('portvakt-agent', values['log-level']);
  const { config, run, state } = values;
  const platform = selectPlatform({
    installRoot: {
      ...(state === undefined ? {} : { state }),
      ...(run === undefined ? {} : { run }),
      ...(config === undefined ? {} : { config }),
    },
  });
  const installRoot = await platform.installRoot();
  const file = readAgentSettings(installRoot.config);
  if (!file.ok) log.error({ why: file.fault }, 'settings');
  const settings: AgentSettings = {
    ...(file.ok ? file.value : {}),
    ...(values.server === undefined ? {} : { server: values.server }),
    ...(values['ca-file'] === undefined ? {} : { caFile: values['ca-file'] }),
    ...(values.class === 'private' ? { class: 'private' as const } : {}),
  };
  const guard = guardOptions(values.guard, values['guard-only'], state);
  const extensionFolder = values.extension ?? installedExtension(state);
  const canaryFolder = values['canary-folder'] ?? (state === undefined ? usualCanaryFolder : undefined);
  const tokenFile = values['token-file'] ?? settings.tokenFile;
  const token = settings.token ?? readToken(tokenFile, log);
  // Nothing else keeps the process alive while there is no connection; it wakes once in 24 days.
  const alive = setInterval(() => undefined, 2_147_483_647);
  const agent = await startAgent({
    installRoot,
    platform,
    log,
    ...(extensionFolder === undefined ? {} : { web: { extensionFolder, launcherFolder } }),
    ...(guard === undefined ? {} : { guard }),
    ...(canaryFolder === undefined ? {} : { canaryFolder }),
    settings: { ...settings, ...(token === undefined ? {} : { token }) },
    // The service manager starts it anew; a process that lives and enforces nothing would look well.
    onEnd: () => process.exit(1),
  });
  if (token !== undefined && settings.server !== undefined) forgetToken(installRoot.config, tokenFile, log);
  const end = (): void => {
    clearInterval(alive);
    agent.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  log.info({ mode: installRoot.mode, watch: agent.status().watch }, 'the agent runs');
}

/** Where the installer puts the packed browser extension. */
const usualExtension = '/usr/lib/portvakt/extension';
/**
 * Likewise beside the state: an account that owns nothing starts what lies here. An agent with a state of its own that is given no
 * such folder proves nothing, and its guard is believed.
 */
const usualCanaryFolder = '/var/lib/portvakt-canary';
/** Beside the state, which nobody else may enter: browsers start what lies here. */
const launcherFolder = '/var/lib/portvakt-web-guard';

/** Browsers have one policy on a PC: an agent that was given a state of its own leaves them alone unless it is told otherwise. */
const installedExtension = (state: string | undefined): string | undefined =>
  state === undefined && existsSync(usualExtension) ? usualExtension : undefined;

/** Likewise starts: a PC has one guard, and an agent beside the installed one asks for it, or for some mount points alone. */
function guardOptions(
  wanted: string | undefined,
  only: readonly string[] | undefined,
  state: string | undefined,
): AgentOptions['guard'] {
  const isWanted = wanted === undefined ? state === undefined || only !== undefined : wanted === 'on';
  if (!isWanted) return undefined;
  return only === undefined ? {} : { only };
}

function readToken(path: string | undefined, log: Log): string | undefined {
  if (path === undefined) return undefined;
  const read = readTrustedFile(path);
  if (read.ok) {
    if (read.value.readableByOthers) log.warn('other accounts could read the enrolment token');
    return read.value.text.trim();
  }
  // After the enrolment the file is gone: that is how it should be.
  if (read.fault !== 'absent') log.error({ why: readFaultWords('the token file', read.fault) }, 'settings');
  return undefined;
}

/** The agent keeps the token until it was used; where the installer put it, it is of no more use. */
function forgetToken(configFolder: string, tokenFile: string | undefined, log: Log): void {
  try {
    removeTokenFrom(configFolder);
    if (tokenFile !== undefined) rmSync(tokenFile, { force: true });
  } catch (fault) {
    log.warn({ fault: String(fault) }, 'the enrolment token could not be removed from where it was read');
  }
}
