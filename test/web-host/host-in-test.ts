import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { buildSync } from 'esbuild';
import { launcherText } from '#platform/native-messaging/launcher.ts';
import { top } from '#test/kit/system-under-test.ts';

/** The host as a browser starts it: bundled, by the launcher, with what browsers pass. Both lie in `folder`. */
export function hostProgram(folder: string, doorFolder: string): string {
  const script = join(folder, 'web-host.cjs');
  buildSync({
    entryPoints: [join(top, 'src/web-host/main.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile: script,
  });
  const launcher = join(folder, 'launcher');
  writeFileSync(launcher, launcherText({ node: process.execPath, script, doorFolder }));
  chmodSync(launcher, 0o755);
  return launcher;
}

export function startHost(launcher: string): ChildProcessWithoutNullStreams {
  return spawn(launcher, ['chrome-extension://aaaabbbbccccddddeeeeffffgggghhhh/'], { stdio: 'pipe' });
}

/** What it said on standard error, and how it ended. */
export async function ended(host: ChildProcessWithoutNullStreams): Promise<{ code: unknown; said: string }> {
  const said = text(host.stderr);
  const [code] = (await once(host, 'exit')) as [unknown];
  return { code, said: await said };
}

/** A door that answers as it is told. */
export async function openDoor(folder: string, visit: (visitor: Socket) => void): Promise<Server> {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const server = createServer({ allowHalfOpen: true }, (visitor) => {
    visitor.on('error', () => visitor.destroy());
    visit(visitor);
  });
  server.listen(join(folder, 'browser.sock'));
  await once(server, 'listening');
  return server;
}
