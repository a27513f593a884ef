import { chmodSync, chownSync, mkdirSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';

/** A tray door that says what it likes to whoever calls. */
export type HostileDoor = AsyncDisposable & {
  readonly folder: string;
  /** How often somebody came. */
  readonly callers: number;
  /** Bytes that callers wrote. */
  readonly heard: number;
};

export type HostileDoorOptions = {
  readonly folder: string;
  /** Whose folder and socket they are to be. Default: this process's. */
  readonly owner?: number;
  readonly answer: (socket: Socket) => void;
};

export async function openHostileDoor({ folder, owner, answer }: HostileDoorOptions): Promise<HostileDoor> {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const path = join(folder, 'tray.sock');
  rmSync(path, { force: true });
  let callers = 0;
  let heard = 0;
  const open = new Set<Socket>();
  const server: Server = createServer((socket) => {
    callers += 1;
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => open.delete(socket));
    socket.on('data', (chunk) => {
      heard += chunk.length;
    });
    answer(socket);
  });
  server.listen({ path, readableAll: true, writableAll: true });
  await once(server, 'listening');
  chmodSync(path, 0o666);
  if (owner !== undefined) for (const one of [path, folder]) chownSync(one, owner, owner);
  return {
    folder,
    get callers() {
      return callers;
    },
    get heard() {
      return heard;
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of open) socket.destroy();
      await closed;
      rmSync(path, { force: true });
    },
  };
}
