import { randomInt } from 'node:crypto';
import {
  answerError,
  answerTicket,
  connector,
  connectorAddress,
  eventKind,
  eventLength,
  subscription,
} from './proc-connector.ts';
import type { Libc } from './libc.ts';

export type Subscribed =
  | { readonly ok: true; readonly fd: number; readonly filtered: boolean }
  | { readonly ok: false; readonly why: string };

const answerWithinMs = 200;
const POLLIN = 1;

/**
 * Opens the process connector and waits for the kernel's answer: it stays silent, rather than refuse, towards a process
 * in a container's pid or user namespace.
 */
export function subscribe(libc: Libc, receiveBufferBytes: number): Subscribed {
  const fd = libc.socket(
    connector.AF_NETLINK,
    connector.SOCK_DGRAM_NONBLOCK_CLOEXEC,
    connector.NETLINK_CONNECTOR,
  );
  if (fd < 0)
    return { ok: false, why: `the kernel has no process connector here (errno ${libc.lastErrno()})` };
  const refuse = (why: string): Subscribed => {
    libc.close(fd);
    return { ok: false, why };
  };
  const address = connectorAddress();
  if (libc.bind(fd, address, address.length) < 0) {
    return refuse(`the process connector cannot be joined (errno ${libc.lastErrno()})`);
  }
  const size = new Uint8Array(new Uint32Array([receiveBufferBytes]).buffer);
  // Without the right to force it, the default buffer stays: overflow is noticed and swept.
  libc.setsockopt(fd, connector.SOL_SOCKET, connector.SO_RCVBUFFORCE, size, size.length);
  for (const filtered of [true, false]) {
    const ticket = randomInt(2 ** 32);
    const request = subscription(filtered, ticket);
    if (libc.send(fd, request, request.length, 0) < 0) {
      return refuse(`the process connector cannot be asked (errno ${libc.lastErrno()})`);
    }
    const answer = awaitAnswer(libc, fd, ticket);
    if (answer === 0) return { ok: true, fd, filtered };
    if (answer !== undefined) return refuse(`the process connector refuses (errno ${answer})`);
  }
  return refuse('the process connector does not answer (container or missing rights)');
}

function awaitAnswer(libc: Libc, fd: number, ticket: number): number | undefined {
  const buffer = new Uint8Array(512);
  const view = new DataView(buffer.buffer);
  const descriptor = new Uint8Array(8);
  new Int32Array(descriptor.buffer)[0] = fd;
  new Int16Array(descriptor.buffer)[2] = POLLIN;
  const until = performance.now() + answerWithinMs;
  for (let left = answerWithinMs; left > 0; left = until - performance.now()) {
    if (libc.poll(descriptor, 1, Math.ceil(left)) <= 0) continue;
    while (libc.recv(fd, buffer, buffer.length, 0) >= eventLength - 4) {
      if (eventKind(view) === connector.PROC_EVENT_NONE && answerTicket(view) === ticket) {
        return answerError(view);
      }
    }
  }
  return undefined;
}
