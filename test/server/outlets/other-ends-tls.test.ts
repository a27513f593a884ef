import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createTcp, type AddressInfo, type Server, type Socket } from 'node:net';
import { createSecureContext, createServer as createTls, TLSSocket } from 'node:tls';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { certificatesFor, type TestCertificates } from '#test/kit/certificates.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const child = new URL('../../kit/outlet-child.ts', import.meta.url).pathname;
type Way = 'webhook' | 'syslog' | 'smtps' | 'starttls';

/** Speaks enough of each protocol; what came over TLS is in `secure`, what came in the open in `open`. */
function otherEnd(
  way: Way,
  { key, cert }: TestCertificates,
  heard: { open: string; secure: string },
): Server {
  const mail = (socket: Socket, which: 'open' | 'secure'): void => {
    let data = false;
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      const text = chunk.toString();
      heard[which] += text;
      if (data) {
        if (text.endsWith('\r\n.\r\n')) data = false;
        if (!data) socket.write('250 taken\r\n');
      } else if (/^EHLO/.test(text))
        socket.write(`250-mail.test\r\n250 ${which === 'open' ? 'STARTTLS' : 'AUTH PLAIN'}\r\n`);
      else if (/^STARTTLS/.test(text)) {
        socket.removeAllListeners('data');
        socket.write('220 go on\r\n');
        const secureContext = createSecureContext({ key, cert });
        mail(new TLSSocket(socket, { isServer: true, secureContext }), 'secure');
      } else if (/^DATA/.test(text)) {
        data = true;
        socket.write('354 go on\r\n');
      } else socket.write(/^AUTH/.test(text) ? '235 welcome\r\n' : '250 ok\r\n');
    });
  };
  if (way === 'starttls')
    return createTcp((socket) => {
      mail(socket, 'open');
      socket.write('220 mail.test\r\n');
    });
  return createTls({ key, cert }, (socket) => {
    socket.on('error', () => undefined);
    if (way === 'smtps') {
      mail(socket, 'secure');
      socket.write('220 mail.test\r\n');
      return;
    }
    socket.on('data', (chunk: Buffer) => {
      heard.secure += chunk.toString();
      if (way === 'webhook') socket.end('HTTP/1.1 204 No Content\r\n\r\n');
    });
  }).on('tlsClientError', () => undefined);
}

async function told(way: Way, name: 'IP:127.0.0.1' | 'DNS:elsewhere.example', trusted: boolean) {
  using folder = tempFolder();
  const certificates = certificatesFor(folder.path, name);
  const heard = { open: '', secure: '' };
  const server = otherEnd(way, certificates, heard);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { NODE_EXTRA_CA_CERTS: _left, ...env } = process.env;
  const { stdout } = await promisify(execFile)(process.execPath, [child, way, String(port)], {
    env: trusted ? { ...env, NODE_EXTRA_CA_CERTS: certificates.authority } : env,
    timeout: 30_000,
  });
  server.close();
  return { sent: JSON.parse(stdout) as { ok: boolean; why?: string }, heard };
}

describe.each(['webhook', 'syslog', 'smtps', 'starttls'] as const)('over TLS, %s', (way) => {
  it('reaches who has a certificate from a trusted authority', async () => {
    const { sent, heard } = await told(way, 'IP:127.0.0.1', true);
    expect(sent).toMatchObject({ ok: true });
    expect(heard.secure).toContain('hello');
    expect(heard.open).not.toMatch(/hello|AUTH/);
  }, 60_000);

  it.each([
    ['of an unknown authority', 'IP:127.0.0.1', false],
    ['for another name', 'DNS:elsewhere.example', true],
  ] as const)(
    'tells nothing to a certificate %s, and says that it is the certificate',
    async (_, name, trusted) => {
      const { sent, heard } = await told(way, name, trusted);
      expect(sent).toMatchObject({ ok: false });
      expect(heard.secure).toBe('');
      expect(heard.open).not.toMatch(/hello|AUTH/);
      expect(sent.why).toContain('certificate');
    },
    60_000,
  );
});
