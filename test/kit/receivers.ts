import { once } from 'node:events';
import { createServer as createHttp, type IncomingHttpHeaders } from 'node:http';
import { createServer as createTcp, type AddressInfo, type Socket } from 'node:net';

/** Other systems, played by plain servers of Node on this computer. */
export type Received = { readonly headers: IncomingHttpHeaders; readonly body: string };
export type HttpReceiver = AsyncDisposable & {
  readonly url: string;
  readonly port: number;
  readonly received: Received[];
  /** Status of the next answers. */
  answer: { status: number; headers?: Record<string, string>; body?: string };
};

export async function httpReceiver(port = 0): Promise<HttpReceiver> {
  const received: Received[] = [];
  const server = createHttp((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      response.writeHead(receiver.answer.status, receiver.answer.headers);
      response.end(receiver.answer.body ?? '');
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const at = (server.address() as AddressInfo).port;
  const receiver: HttpReceiver = {
    url: `http://127.0.0.1:${at}/hook`,
    port: at,
    received,
    answer: { status: 204 },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}

export type TcpReceiver = AsyncDisposable & { readonly port: number; readonly text: () => string };

/** Keeps what it hears; `talk` may answer. */
export async function tcpReceiver(talk?: (socket: Socket, text: string) => void): Promise<TcpReceiver> {
  const chunks: Buffer[] = [];
  const sockets = new Set<Socket>();
  const server = createTcp((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      talk?.(socket, chunk.toString());
    });
    talk?.(socket, '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    text: () => Buffer.concat(chunks).toString('utf8'),
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

export type MailReceiver = TcpReceiver & { readonly mails: string[] };

/** A mail server that takes everything, or refuses the sign-in. */
export async function mailReceiver(takesUser = true): Promise<MailReceiver> {
  const mails: string[] = [];
  const state = new WeakMap<Socket, { data: string | undefined }>();
  const say = (socket: Socket, line: string): void => void socket.write(`${line}\r\n`);
  const receiver = await tcpReceiver((socket, text) => {
    const held = state.get(socket);
    if (held === undefined) {
      state.set(socket, { data: undefined });
      say(socket, '220 mail.test ESMTP');
      return;
    }
    if (held.data !== undefined) {
      held.data += text;
      if (!held.data.endsWith('\r\n.\r\n')) return;
      mails.push(held.data);
      held.data = undefined;
      say(socket, '250 taken');
      return;
    }
    for (const line of text.split('\r\n').filter((one) => one !== '')) {
      if (/^EHLO/i.test(line)) socket.write('250-mail.test\r\n250 AUTH PLAIN\r\n');
      else if (/^AUTH/i.test(line)) say(socket, takesUser ? '235 welcome' : '535 no');
      else if (/^DATA/i.test(line)) {
        held.data = '';
        say(socket, '354 go on');
      } else if (/^QUIT/i.test(line)) {
        say(socket, '221 bye');
        socket.end();
      } else say(socket, '250 ok');
    }
  });
  return { ...receiver, mails };
}
