import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { livePath } from '#protocol/console-live.ts';
import { limits } from '#protocol/limits.ts';
import { subprotocol } from '#protocol/version.ts';
import { Connection } from './connection.ts';
import { Hub } from './hub.ts';
import type { LinkPorts } from './ports.ts';
import { tlsExporter } from './proof.ts';
import { Session } from './session.ts';

/** Where agents connect. */
export const agentPath = '/agent';
const renewEveryMs = 3_600_000;

export type AgentLink = AsyncDisposable & {
  readonly connected: () => number;
  /** Asks one device for something that has no answer of its own; false where it is not connected. */
  readonly ask: (device: string, what: 'prove' | 'rescan') => boolean;
};

/** Opens the agents' door on an HTTP server and keeps connected devices in line with what changes. */
export function openAgentLink(server: Server, ports: LinkPorts): AgentLink {
  const { log, clock } = ports;
  const hub = new Hub(ports);
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: limits.frameFromAgent,
    clientTracking: false,
    handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
  });
  const inBackground = (what: string, work: Promise<void>): void => {
    work.catch((fault: unknown) => log.error({ fault }, what));
  };

  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // The consoles' own door answers there.
    if (request.url?.split('?', 1)[0] === livePath) return;
    socket.on('error', (fault: Error) => log.debug({ fault: fault.message }, 'socket broken'));
    const refusal = refuse(request, hub, ports.limits.mostUnproven);
    if (refusal !== undefined) {
      socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (ws) => {
      const connection = new Connection(ws, socket, clock, log);
      if (ws.protocol !== subprotocol) {
        hub.turnAway(connection);
        return;
      }
      const session = new Session(connection, tlsExporter(socket, ports.bindTls), ports, hub);
      hub.add(session);
      session.start();
    });
  };
  server.on('upgrade', upgrade);

  using undo = new DisposableStack();
  undo.use(
    ports.rollouts.onOffer(() => inBackground('a release could not be sent out', hub.offerReleases())),
  );
  undo.use(ports.pauses.onChange((pause) => inBackground('a pause could not be sent', hub.tellPause(pause))));
  undo.use(ports.previews.askVia((question, devices) => hub.ask(question, devices)));
  undo.use(
    ports.looks.onLook((device) => {
      const session = hub.of(device);
      if (session !== undefined) inBackground('looks could not be sent', session.pushLooks());
    }),
  );
  undo.use(
    ports.exemptions.onChange((device, answer) => {
      const session = hub.of(device);
      if (session === undefined) return;
      if (answer !== undefined) session.tellAnswer(answer);
      inBackground('an assignment could not be sent', session.pushAssignment());
    }),
  );
  undo.use(
    ports.devices.onChange((device) => {
      const session = hub.of(device.id);
      if (session === undefined) return;
      if (device.state === 'revoked') session.connection.close('revoked');
      // First where it belongs: under the new release alone it would have no ban. Other labels may be another ring.
      else
        inBackground(
          'an assignment could not be sent',
          session.pushAssignment().then(() => session.pushRelease()),
        );
    }),
  );
  const renewing = setInterval(
    () => inBackground('assignments could not be renewed', hub.renewAssignments()),
    renewEveryMs,
  );
  renewing.unref();
  undo.defer(() => clearInterval(renewing));
  const listening = undo.move();

  return {
    connected: () => hub.connected,
    ask: (device, type) => {
      const session = hub.of(device);
      if (session === undefined || !session.connection.open) return false;
      session.connection.send({ type });
      return true;
    },
    [Symbol.asyncDispose]: async () => {
      listening.dispose();
      await hub.drain();
      server.off('upgrade', upgrade);
    },
  };
}

/** A status line for a request that is no agent's, or for one too many. */
function refuse(request: IncomingMessage, hub: Hub, mostUnproven: number): string | undefined {
  if (request.url?.split('?')[0] !== agentPath) return '404 Not Found';
  // Only browsers send an origin, and no page has business here.
  if (request.headers.origin !== undefined) return '403 Forbidden';
  if (hub.draining || hub.unproven >= mostUnproven) return '503 Service Unavailable\r\nRetry-After: 30';
  return undefined;
}
