import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import { startDesktop, type Desktop } from './tray-desktop.ts';
import { PlayedAgent, PlayedDoors } from './tray-played-agent.ts';
import { TrayUnderTest, type TrayOptions } from './tray-under-test.ts';

/** A desktop, an agent that is played, and the tray between them. */
export type TrayStage = AsyncDisposable & {
  readonly desktop: Desktop;
  readonly agent: PlayedAgent;
  readonly doors: PlayedDoors;
  start(options?: Partial<TrayOptions>): Promise<TrayUnderTest>;
};

export async function openTrayStage(): Promise<TrayStage> {
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync('/tmp/portvakt-tray-');
  chmodSync(folder, 0o755); // people of every account call
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const desktop = stack.use(await startDesktop());
  const agent = new PlayedAgent(userInfo().username);
  agent.mode = process.getuid?.() === 0 ? 'system' : 'user';
  const doors = stack.use(new PlayedDoors(agent, folder));
  await doors.open();
  const all = stack.move();
  return {
    desktop,
    agent,
    doors,
    async start(options = {}) {
      return all.use(await TrayUnderTest.start({ desktop, run: doors.folder, ...options }));
    },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
