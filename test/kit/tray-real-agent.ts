import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Ban } from '#policy/ban.ts';
import type { AgentStatus } from '#protocol/tray-agent.ts';
import { organisation } from './policy-builder.ts';
import {
  Child,
  portvakt,
  startServerProcess,
  until,
  type Run,
  type ServerProcess,
} from './system-under-test.ts';

/** A real server and a real agent, as processes, with these bans in force. */
export type RealAgent = AsyncDisposable & {
  readonly folder: string;
  /** Where the agent's doors are. */
  readonly run: string;
  readonly agent: Child;
  readonly server: ServerProcess;
  /** As an operator in IT. */
  cli(...args: readonly string[]): Promise<Run>;
  /** The same, with its answer; throws where the command fails. */
  cliJson<T>(...args: readonly string[]): Promise<T>;
};

export type RealAgentOptions = {
  /** Further words for the agent. */
  readonly words?: readonly string[];
  /** Called as soon as the agent is a process, before it can know of any ban. */
  readonly started?: (agent: Child) => Promise<void>;
};

export async function startRealAgent(
  bans: readonly Ban[],
  { started, words = [] }: RealAgentOptions = {},
): Promise<RealAgent> {
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync('/tmp/portvakt-real-');
  chmodSync(folder, 0o755); // people of every account call
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const server = stack.use(await startServerProcess(join(folder, 'server'), 'traytest'));
  const cli = (...args: readonly string[]): Promise<Run> =>
    portvakt(args, { PORTVAKT_SERVER: server.apiUrl, PORTVAKT_TOKEN_FILE: server.tokenFile });
  const cliJson = async <T>(...args: readonly string[]): Promise<T> => {
    const done = await cli(...args, '--json');
    if (done.code !== 0) throw new Error(`portvakt ${args.join(' ')}: ${done.stderr}`);
    return JSON.parse(done.stdout) as T;
  };
  await publish(cli, folder, bans);
  const { text } = await cliJson<{ text: string }>('token', 'create', '--uses', '1', '--expires-days', '1');
  const token = join(folder, 'token');
  writeFileSync(token, text, { mode: 0o600 });
  const run = join(folder, 'run');
  const agent = new Child(process.execPath, [
    'src/agent/main.ts',
    ...['--state', join(folder, 'agent'), '--run', run, '--config', join(folder, 'config')],
    ...['--server', server.url, '--token-file', token, '--log-level', 'warn'],
    ...words,
  ]);
  stack.use(agent);
  await started?.(agent);
  await until('the agent to enforce', async () => {
    if (!agent.running) throw new Error(agent.stderr());
    const done = await portvakt(['status', '--run', run, '--json']);
    return done.code === 0 && (JSON.parse(done.stdout) as AgentStatus).bans.length > 0 ? true : undefined;
  });
  const all = stack.move();
  return { folder, run, agent, server, cli, cliJson, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

async function publish(cli: RealAgent['cli'], folder: string, bans: readonly Ban[]): Promise<void> {
  const policy = join(folder, 'policy');
  mkdirSync(policy);
  const org = organisation({ id: 'traytest', name: 'Tray test' });
  writeFileSync(
    join(policy, 'organisation.yaml'),
    stringify({ portvakt: 'organisation/1', organisation: org }),
  );
  writeFileSync(join(policy, 'root.yaml'), stringify({ portvakt: 'policy/1', unit: 'root', bans }));
  const applied = await cli('policy', 'apply', policy);
  if (applied.code !== 0) throw new Error(applied.stderr);
}
