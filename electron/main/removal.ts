import { lstat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { LocalAnswer, LocalRequest } from '#local-client/client.ts';
import type { Uninstall } from '#platform/uninstall/port.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { isRemovedInBrowser } from '#locales/removal-facts.ts';
import type { Removable, RemovalOutcome } from '#protocol/tray-agent.ts';
import type { LinkFault } from './agent-link.ts';
import { trashable } from './home-path.ts';

export interface RemovalPorts {
  request<R extends LocalRequest>(message: R): Promise<Outcome<LocalAnswer<R['type']>, LinkFault>>;
  uninstall(): Promise<Uninstall>;
  /** Moves a file or folder to the trash, from where the person can take it back. Rejects when it cannot. */
  trash(path: string): Promise<void>;
  readonly home: string;
  /** Folders of the person's own things. */
  readonly papers: readonly string[];
}

/**
 * Removes what the person chose: what is theirs with their own rights, what is the machine's by the agent. What the window
 * named is looked up anew with the agent, so that it can name nothing else; the agent has the last word on whether it is gone.
 */
export async function removeItem(
  ports: RemovalPorts,
  { ban, item }: { readonly ban: string; readonly item: string },
): Promise<Outcome<RemovalOutcome, LinkFault>> {
  const listed = await ports.request({ type: 'removables', ban });
  if (!listed.ok) return listed;
  const found = listed.value.removables.find((one) => one.item === item);
  if (found === undefined)
    return fail({ code: 'refused', fault: 'unknown-item', detail: 'it is not listed any more' });
  if (found.by === 'agent') return outcomeOf(await ports.request({ type: 'remove', ban, item }));
  if (found.by === 'it')
    return fail({ code: 'refused', fault: 'not-removable', detail: found.why ?? 'it is for IT' });
  // Without its launchers a web app would only be harder to find: they stay until the browser takes them away.
  if (!isRemovedInBrowser(found)) {
    if (found.running) return ok('running');
    const done = await removeOwn(ports, found);
    if (done !== undefined) return ok(done);
  }
  return outcomeOf(await ports.request({ type: 'verify-removal', ban, item }));
}

const outcomeOf = (answer: Outcome<LocalAnswer<'remove'>, LinkFault>): Outcome<RemovalOutcome, LinkFault> =>
  answer.ok ? ok(answer.value.outcome) : answer;

/** Why it was not removed; undefined where it is for the agent to look. */
async function removeOwn(ports: RemovalPorts, item: Removable): Promise<RemovalOutcome | undefined> {
  if (item.source === 'flatpak') {
    const uninstall = await ports.uninstall();
    const removed = await uninstall.remove({ source: 'flatpak', name: item.name, scope: 'person' });
    if (!removed.ok) return outcomeOfFault[removed.fault.code];
  }
  const paths = [...(isAbsolute(item.name) ? [item.name] : []), ...item.files];
  const safe: string[] = [];
  for (const path of paths) {
    if (!(await exists(path))) continue;
    const real = await trashable(path, ports.home, ports.papers);
    if (real === undefined) return 'failed';
    safe.push(real);
  }
  try {
    for (const path of safe) await ports.trash(path);
  } catch (error) {
    console.error('portvakt tray: something did not go to the trash:', error);
    return 'failed';
  }
  return undefined;
}

/** What the uninstaller's refusal means to the person. Not installed any more is for the agent to confirm. */
const outcomeOfFault = {
  unsupported: 'failed',
  'not-installed': undefined,
  'needed-by-others': 'needed-by-others',
  busy: 'busy',
  failed: 'failed',
} as const;

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch {
    return false;
  }
}
