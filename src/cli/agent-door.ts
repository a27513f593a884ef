import type { Command } from 'commander';
import { fail, type Outcome } from '#policy/outcome.ts';
import type { DialFault, RequestDoor } from '#platform/local-endpoint/port.ts';
import { selectPlatform } from '#platform/select.ts';
import { usualFolders } from '#local-client/usual-folders.ts';
import type { LocalFaultCode } from '#protocol/tray-agent.ts';
import type { Cli } from './cli.ts';
import type { CliFault } from './cli-fault.ts';
import {
  dialAgent,
  type LocalAnswer,
  type LocalClient,
  type LocalRequest,
  type RequestFault,
} from '#local-client/client.ts';

/** Options that every command which speaks to the agent on this PC has. */
export type AgentOptions = { readonly run?: string; readonly json?: boolean };

export function withAgentOptions(command: Command): Command {
  return command
    .option('--run <folder>', 'folder of the agent’s doors (else PORTVAKT_RUN, else the usual ones)')
    .option('--json', 'print JSON for scripts');
}

/** Asks the agent on this PC one question at one of its doors. */
export async function askAgent<R extends LocalRequest>(
  cli: Cli,
  options: AgentOptions,
  question: R,
  door: RequestDoor = 'tray',
): Promise<Outcome<LocalAnswer<R['type']>, CliFault>> {
  const dialled = await dialAnywhere(cli, options.run, door);
  if (!dialled.ok) return dialled;
  using agent = dialled.value;
  const answer = await agent.request(question);
  return answer.ok ? answer : fail(explainNoAnswer(answer.fault));
}

function explainNoAnswer(fault: RequestFault): CliFault {
  switch (fault.code) {
    case 'refused':
      return { exit: refusalExits[fault.fault] ?? 'refused', message: fault.detail };
    case 'connection-closed':
      return {
        exit: 'unreachable',
        message: `the agent ended the conversation before it answered (${fault.why})`,
      };
    case 'no-answer':
      return { exit: 'unreachable', message: 'the agent did not answer in time' };
    case 'unexpected-answer':
      return {
        exit: 'fault',
        message: 'the agent gave an answer that this version of portvakt does not understand',
      };
    default:
      fault satisfies never;
      return { exit: 'fault', message: 'the agent cannot be asked' };
  }
}

const refusalExits: Readonly<Record<string, CliFault['exit']>> = {
  'unknown-ban': 'not-found',
  'unknown-notice': 'not-found',
  'not-readable': 'not-found',
  'too-many-requests': 'conflict',
  'storage-failed': 'fault',
} satisfies { readonly [K in LocalFaultCode]?: CliFault['exit'] };

/** The folder that was named, or the system's agent, then this account's own. */
async function dialAnywhere(
  { env }: Cli,
  run: string | undefined,
  door: RequestDoor,
): Promise<Outcome<LocalClient, CliFault>> {
  const platform = selectPlatform();
  const endpoint = await platform.localEndpoint();
  const named = run ?? env['PORTVAKT_RUN'];
  const folders = named === undefined || named === '' ? await usualFolders(platform, env) : [named];
  let worst: DialFault = { code: 'not-running' };
  for (const folder of folders) {
    const dialled = await dialAgent(endpoint, door, folder);
    if (dialled.ok) return dialled;
    if (worst.code === 'not-running') worst = dialled.fault;
  }
  return fail(explain(worst, door, folders));
}

function explain(fault: DialFault, door: RequestDoor, folders: readonly string[]): CliFault {
  switch (fault.code) {
    case 'not-running':
      return {
        exit: 'unreachable',
        message: `the agent does not run on this PC, or not where it is looked for (${folders.join(', ')}): nothing can be said about what applies here`,
      };
    case 'not-permitted':
      return {
        exit: 'refused',
        message:
          door === 'admin'
            ? 'only administrators may do this: run it as root'
            : 'this account may not speak to the agent',
      };
    case 'untrusted-owner':
      return {
        exit: 'refused',
        message: `what stands where the agent should be cannot be trusted, so it was not asked: ${fault.why}`,
      };
    default:
      fault satisfies never;
      return { exit: 'fault', message: 'the agent cannot be reached' };
  }
}
