import { createSocket } from 'node:dgram';
import { connect as connectPlain, isIPv6, type Socket } from 'node:net';
import { connect as connectSecure } from 'node:tls';
import type { SyslogSettings } from '#protocol/console-outlets.ts';
import type { Sent } from './deliverer.ts';
import { whyOf } from './webhook-post.ts';

const timeoutMs = 10_000;
/** Of one datagram; RFC 5426 asks receivers for 2,048 bytes. */
const mostDatagram = 2_048;
/** How long the other end may take to close after we have. */
const closeMs = 2_000;

type Place = Pick<SyslogSettings, 'host' | 'port' | 'transport'>;

/** Sends all lines in one try. Over UDP nobody says whether they arrived. */
export function sendLines(place: Place, lines: readonly string[], ended: AbortSignal): Promise<Sent> {
  return place.transport === 'udp' ? overUdp(place, lines) : overTcp(place, lines, ended);
}

/** RFC 6587 octet counting, over TLS as in RFC 5425. */
export const framed = (line: string): string => `${Buffer.byteLength(line)} ${line}`;

function overTcp(
  { host, port, transport }: Place,
  lines: readonly string[],
  ended: AbortSignal,
): Promise<Sent> {
  const late = AbortSignal.timeout(timeoutMs);
  const stop = AbortSignal.any([ended, late]);
  return new Promise((resolve) => {
    const socket: Socket =
      transport === 'tls'
        ? connectSecure({ host, port, ...(/[a-z]/i.test(host) && !isIPv6(host) ? { servername: host } : {}) })
        : connectPlain({ host, port });
    let handedOver = false;
    const cut = (): void => void socket.destroy(new Error('cut'));
    stop.addEventListener('abort', cut, { once: true });
    const done = (sent: Sent): void => {
      stop.removeEventListener('abort', cut);
      resolve(sent);
      socket.destroy();
    };
    socket.on('error', (fault) => done({ ok: false, why: whyOf(fault, late) }));
    socket.on('close', () => done(handedOver ? { ok: true } : { ok: false, why: 'the connection broke' }));
    socket.on(transport === 'tls' ? 'secureConnect' : 'connect', () => {
      // A broken connection shows itself when the other end answers our close, if at all: TCP syslog has no answers.
      socket.end(lines.map(framed).join(''), () => {
        handedOver = true;
        setTimeout(() => done({ ok: true }), closeMs).unref();
      });
    });
    socket.resume();
  });
}

async function overUdp({ host, port }: Place, lines: readonly string[]): Promise<Sent> {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  // A fault of a send is told to that send; one of the socket itself would else end the server.
  socket.on('error', () => undefined);
  try {
    for (const line of lines)
      await new Promise<void>((resolve, reject) => {
        const bytes = Buffer.from(line, 'utf8').subarray(0, mostDatagram);
        socket.send(bytes, port, host, (fault) => (fault ? reject(fault) : resolve()));
      });
    return { ok: true };
  } catch (fault) {
    return { ok: false, why: whyOf(fault, new AbortController().signal) };
  } finally {
    socket.close();
  }
}
