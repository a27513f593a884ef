import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Announcement } from '#protocol/announcement.ts';
import {
  liveCloseCodes,
  liveLimits,
  livePath,
  liveSubprotocol,
  type LiveMessage,
} from '#protocol/console-live.ts';
import type { Clock } from '#runtime/clock.ts';
import type { Log } from '#runtime/log.ts';
import type { Announcements } from '#server/announcements/index.ts';
import type { Operators } from '#server/operators/index.ts';
import type { Caller, Callers, Sessions } from '#server/sessions/index.ts';

export type LivePorts = {
  readonly announcements: Announcements;
  readonly callers: Callers;
  readonly operators: Pick<Operators, 'byId' | 'onChange'>;
  readonly sessions: Pick<Sessions, 'lasts' | 'onEnd'>;
  readonly unitsUnder: (unit: string) => readonly string[];
  readonly version: string;
  readonly clock: Clock;
  readonly log: Log;
};
export type Live = AsyncDisposable & { readonly open: () => number };

type Console = {
  readonly socket: WebSocket;
  readonly operator: string;
  readonly session: string | undefined;
  unit: string;
  /** Whether it answered the last ping. */
  heard: boolean;
};

/** Opens the consoles' ear on an HTTP server. */
export function openLive(server: Server, ports: LivePorts): Live {
  const { announcements, callers, operators, sessions, unitsUnder, version, clock, log } = ports;
  const consoles = new Set<Console>();
  /** Connections whose caller is being looked up count too. */
  let coming = 0;
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: 1_024,
    clientTracking: false,
    handleProtocols: (offered) => (offered.has(liveSubprotocol) ? liveSubprotocol : false),
  });

  const close = (one: Console, why: keyof typeof liveCloseCodes): void => {
    consoles.delete(one);
    const { code, reason } = liveCloseCodes[why];
    one.socket.close(code, reason);
    // Who reads nothing would never read the goodbye either.
    clock.after(2_000, () => one.socket.terminate());
  };
  const send = (one: Console, text: string): void => {
    if (one.socket.bufferedAmount > liveLimits.unreadBytes) close(one, 'tooSlow');
    else one.socket.send(text);
  };

  /** Rights may have changed: whoever may not listen any more goes, whoever moved hears of the new unit. */
  const review = async (one: Console): Promise<void> => {
    const operator = await operators.byId(one.operator);
    const goesOn = one.session === undefined || (await sessions.lasts(one.session));
    if (operator === undefined || !goesOn) close(one, 'signedOut');
    else one.unit = callers.placed(operator).unit;
  };
  const reviewAll = (which: (one: Console) => boolean): void => {
    for (const one of [...consoles].filter(which))
      review(one).catch((fault: unknown) => {
        log.error({ fault }, 'a console could not be reviewed');
        close(one, 'signedOut');
      });
  };

  const welcome = (socket: WebSocket, { operator, session }: Caller): void => {
    const one: Console = {
      socket,
      operator: operator.id,
      session: session?.id,
      unit: operator.unit,
      heard: true,
    };
    consoles.add(one);
    socket.on('pong', () => (one.heard = true));
    socket.on('message', () => close(one, 'spoke'));
    socket.on('error', (fault: Error) => log.debug({ fault: fault.message }, 'a console broke off'));
    socket.on('close', () => consoles.delete(one));
    send(one, JSON.stringify({ type: 'hello', version } satisfies LiveMessage));
    // What ended between the look-up and now was announced to nobody.
    reviewAll((other) => other === one);
  };

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (request.url?.split('?', 1)[0] !== livePath) return;
    socket.on('error', (fault: Error) => log.debug({ fault: fault.message }, 'socket broken'));
    coming += 1;
    admit(request)
      .then((admitted) => {
        if (typeof admitted === 'string') refuse(socket, admitted);
        else sockets.handleUpgrade(request, socket, head, (ws) => welcome(ws, admitted));
      })
      .catch((fault: unknown) => {
        log.error({ fault }, 'a console could not be let in');
        refuse(socket, '500 Internal Server Error');
      })
      .finally(() => (coming -= 1));
  };
  /** Who it is, or the status line of the refusal. */
  const admit = async (request: IncomingMessage): Promise<Caller | string> => {
    const visit = callers.visit(request);
    if (visit.samePage === false) return '403 Forbidden';
    const offered = request.headers['sec-websocket-protocol']?.split(',').map((one) => one.trim()) ?? [];
    if (!offered.includes(liveSubprotocol)) return '400 Bad Request';
    if (consoles.size + coming > liveLimits.sockets) return '503 Service Unavailable\r\nRetry-After: 30';
    const caller = await callers.authenticate(request, visit);
    if (caller === undefined) return '401 Unauthorized';
    // A browser's WebSocket always says its origin; without one a cookie proves nothing.
    return caller.session !== undefined && visit.samePage === undefined ? '403 Forbidden' : caller;
  };

  const tell = (announcement: Announcement): void => {
    const text = JSON.stringify({ type: 'announcement', announcement } satisfies LiveMessage);
    const { unit } = announcement;
    const hears = new Map<string, boolean>();
    for (const one of consoles) {
      const known = hears.get(one.unit) ?? (unit === undefined || unitsUnder(one.unit).includes(unit));
      hears.set(one.unit, known);
      if (known) send(one, text);
    }
  };
  const ping = (): void => {
    for (const one of consoles) {
      if (!one.heard) {
        consoles.delete(one);
        one.socket.terminate();
        continue;
      }
      one.heard = false;
      one.socket.ping();
    }
    reviewAll(() => true);
    pinging = clock.after(liveLimits.pingEveryMs, ping);
  };

  server.on('upgrade', upgrade);
  let pinging = clock.after(liveLimits.pingEveryMs, ping);
  using undo = new DisposableStack();
  undo.use(announcements.listen(tell));
  undo.use(sessions.onEnd((session) => reviewAll((one) => one.session === session)));
  undo.use(operators.onChange((operator) => reviewAll((one) => one.operator === operator)));
  const listening = undo.move();

  return {
    open: () => consoles.size,
    [Symbol.asyncDispose]: () => {
      listening.dispose();
      pinging[Symbol.dispose]();
      server.off('upgrade', upgrade);
      for (const one of consoles) close(one, 'draining');
      return Promise.resolve();
    },
  };
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
