import type { Socket } from 'node:net';
import koffi from 'koffi';
import type { Caller } from './port.ts';

/** Asks the kernel who holds the other end; undefined where it gives no proof. */
export type PeerCredentials = (socket: Socket) => Caller | undefined;

/** Node keeps the descriptor to itself; without it nothing is proven. */
function descriptorOf(socket: Socket): number | undefined {
  const handle: unknown = Reflect.get(socket, '_handle');
  const fd: unknown = typeof handle === 'object' && handle !== null ? Reflect.get(handle, 'fd') : undefined;
  return typeof fd === 'number' && fd >= 0 ? fd : undefined;
}

const SOL_SOCKET = 1;
const SO_PEERCRED = 17;

/** SO_PEERCRED: pid, uid and gid as they were when the other end called `connect` or `listen`. */
export function linuxPeerCredentials(): PeerCredentials {
  const getsockopt = koffi
    .load(null)
    .func('int getsockopt(int fd, int level, int name, void *value, void *length)');
  return (socket) => {
    const fd = descriptorOf(socket);
    if (fd === undefined) return undefined;
    const value = new Uint32Array(3);
    const length = new Uint32Array([value.byteLength]);
    const failed: unknown = getsockopt(fd, SOL_SOCKET, SO_PEERCRED, value, length);
    const [pid, uid, gid] = value;
    if (failed !== 0 || length[0] !== value.byteLength) return undefined;
    return pid === undefined || uid === undefined || gid === undefined ? undefined : { pid, uid, gid };
  };
}

export const noPeerCredentials: PeerCredentials = () => undefined;
