import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLoad, type Load } from './load-generator.ts';
import { native } from './native.ts';
import { connected, cpuUsOf, freePort, rssKbOf, startProgram } from './processes.ts';

export type PeerName = 'C send() loop' | 'mosquitto' | 'nats-server';
export type Peer = AsyncDisposable & {
  readonly name: PeerName;
  readonly load: Load;
  readonly kibPerClient: number;
  /** Sends the bytes to all subscribers once; CPU of the server and time to the last one. */
  readonly round: () => Promise<{ readonly cpuUs: number; readonly lastMs: number }>;
};
type Setup = {
  readonly kind: 'raw' | 'mqtt' | 'nats';
  readonly begin: (port: number, folder: string, bytes: number) => readonly [path: string, args: string[]];
  /** What a publisher says first, and each time. */
  readonly hello: Buffer;
  readonly publish: (payload: Buffer) => Buffer;
};

/** The length of an MQTT packet as it writes it: seven bits a byte. */
function mqttLength(length: number): Buffer {
  return length < 128 ? Buffer.from([length]) : Buffer.from([(length & 127) | 128, length >> 7]);
}

const setups: Readonly<Record<PeerName, Setup>> = {
  'C send() loop': {
    kind: 'raw',
    begin: (port, _, bytes) => [native('sender'), [`${port}`, `${bytes}`]],
    hello: Buffer.alloc(0),
    publish: () => Buffer.from('go\n'),
  },
  mosquitto: {
    kind: 'mqtt',
    begin: (port, folder) => {
      const file = join(folder, 'mosquitto.conf');
      writeFileSync(
        file,
        `listener ${port} 127.0.0.1\nallow_anonymous true\nmax_connections -1\nmax_queued_messages 0\nlog_type none\n`,
      );
      return ['/usr/sbin/mosquitto', ['-c', file]];
    },
    hello: Buffer.from([0x10, 15, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 0, 0, 3, 0x70, 0x75, 0x62]),
    publish: (payload) =>
      Buffer.concat([
        Buffer.from([0x30]),
        mqttLength(payload.length + 3),
        Buffer.from([0, 1, 0x70]),
        payload,
      ]),
  },
  'nats-server': {
    kind: 'nats',
    begin: (port, folder) => {
      const file = join(folder, 'nats.conf');
      writeFileSync(file, `host: 127.0.0.1\nport: ${port}\nmax_connections: 65536\nping_interval: "10m"\n`);
      return ['/usr/sbin/nats-server', ['-c', file]];
    },
    hello: Buffer.from('CONNECT {"verbose":false}\r\n'),
    publish: (payload) =>
      Buffer.concat([Buffer.from(`PUB p ${payload.length}\r\n`), payload, Buffer.from('\r\n')]),
  },
};

/** Starts a peer with raised limits and connects that many subscribers, who will be sent `bytes` a round. */
export async function startPeer(
  name: PeerName,
  { folder, clients, bytes }: { readonly folder: string; readonly clients: number; readonly bytes: number },
): Promise<Peer> {
  const setup = setups[name];
  await using undo = new AsyncDisposableStack();
  const port = await freePort();
  const server = undo.use(startProgram(...setup.begin(port, folder, bytes)));
  const bare = setup.kind === 'raw';
  const probe = await connected(port);
  const input = bare ? server.child.stdin : probe;
  if (bare) probe.destroy();
  else {
    // What a server says to its publisher is of no interest, and must not fill up.
    probe.resume();
    probe.write(setup.hello);
    undo.defer(() => void probe.destroy());
  }
  const before = rssKbOf(server.pid);
  const load = undo.use(await startLoad(setup.kind, port, clients));
  await load.run(`connect ${clients} 128 0`, 120);
  const kibPerClient = (rssKbOf(server.pid) - before) / clients;
  const message = setup.publish(Buffer.alloc(bytes, 'x'));
  const held = undo.move();
  return {
    name,
    load,
    kibPerClient,
    round: async () => {
      await load.run(`receive ${bytes}`);
      const cpu = cpuUsOf(server.pid);
      const began = Number(process.hrtime.bigint());
      input?.write(message);
      const { last } = await load.next(30);
      return { cpuUs: cpuUsOf(server.pid) - cpu, lastMs: (last - began) / 1e6 };
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}
