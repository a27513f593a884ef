import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect as connectTcp, createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { connect as connectTls, createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { closeCodes } from '#protocol/close-codes.ts';
import type { Envelope } from '#protocol/envelope.ts';
import { silentLog } from '#runtime/log.ts';
import { startServer, type RunningServer } from '#server/main.ts';
import { policyFiles } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { enrolDevice, WireAgent } from '#test/kit/wire-agent.ts';

/** A self-signed certificate for 127.0.0.1, made by OpenSSL. */
function certificate(folder: string): { readonly certificate: string; readonly key: string } {
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const how = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '2',
  ];
  const whom = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
  execFileSync('/usr/bin/openssl', [...how, ...whom, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  return { certificate: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
}

async function started(folder: string, tls: { certificate: string; key: string }): Promise<RunningServer> {
  const server = await startServer({ dataFolder: join(folder, 'data'), log: silentLog, tls });
  if (!server.ok) throw new Error(server.fault);
  return server.value;
}

const versionIn = ({ envelope }: { readonly envelope: Envelope }): unknown =>
  (JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8')) as { version: unknown }).version;

async function tokenOf(server: RunningServer): Promise<string> {
  const made = await server.direct.createToken({ name: 'test', uses: 1, validHours: 1 });
  if (!made.ok) throw new Error(made.fault.problem);
  return made.value.text;
}

async function listening(between: Server): Promise<AsyncDisposable & { readonly url: string }> {
  between.listen(0, '127.0.0.1');
  await once(between, 'listening');
  const address = between.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `wss://127.0.0.1:${port}/agent`,
    [Symbol.asyncDispose]: async () => {
      between.close();
      await Promise.resolve();
    },
  };
}

describe('over TLS', () => {
  it('a session is bound to its connection on both sides', async () => {
    using folder = tempFolder();
    const tls = certificate(folder.path);
    await using server = await started(folder.path, tls);
    expect(server.url).toMatch(/^wss:/);
    const ca = tls.certificate;
    const { device, key } = await enrolDevice(server.url, await tokenOf(server), ca);
    await using agent = new WireAgent(server.url, { key, ca });
    expect((await agent.arrive(device)).acked).toBe(0);
  });

  it('a device that comes back gets the release that it missed, and its assignment', async () => {
    using folder = tempFolder();
    const tls = certificate(folder.path);
    await using server = await started(folder.path, tls);
    const ca = tls.certificate;
    const { device, key } = await enrolDevice(server.url, await tokenOf(server), ca);
    await using first = new WireAgent(server.url, { key, ca });
    await first.arrive(device);
    expect(versionIn(await first.take('release'))).toBe(1);
    await first.take('assignment');
    await first.close();
    const organisation = { id: 'organisation', name: 'Organisation' };
    const units = [organisation];
    const applied = await server.direct.applyPolicy(policyFiles([], { ...organisation, units }).slice(0, 1));
    expect(applied).toMatchObject({ ok: true, value: { version: 2 } });
    await using again = new WireAgent(server.url, { key, ca });
    await again.arrive(device, { release: 1, highestRelease: 1 });
    expect(versionIn(await again.take('release'))).toBe(2);
    expect((await again.take('assignment')).envelope.payload).not.toBe('');
  });

  it('a proof carried over by somebody in the middle is worth nothing', async () => {
    using folder = tempFolder();
    const tls = certificate(folder.path);
    await using server = await started(folder.path, tls);
    const ca = tls.certificate;
    const { device, key } = await enrolDevice(server.url, await tokenOf(server), ca);
    const { port, host } = server.address;
    // Ends TLS with the very same certificate and passes everything on over a connection of its own.
    const middle = createTlsServer({ cert: tls.certificate, key: tls.key }, (inner: TLSSocket) => {
      const outer = connectTls({ host, port, ca });
      inner.pipe(outer).pipe(inner);
      for (const socket of [inner, outer]) socket.on('error', () => socket.destroy());
    });
    await using front = await listening(middle);
    await using agent = new WireAgent(front.url, { key, ca });
    await agent.sayHello(device);
    expect((await agent.untilClosed()).code).toBe(closeCodes.notProven.code);
  });

  it('a mere tunnel changes nothing', async () => {
    using folder = tempFolder();
    const tls = certificate(folder.path);
    await using server = await started(folder.path, tls);
    const ca = tls.certificate;
    const { device, key } = await enrolDevice(server.url, await tokenOf(server), ca);
    const { port, host } = server.address;
    const tunnel = createServer((inner) => {
      const outer = connectTcp(port, host);
      inner.pipe(outer).pipe(inner);
      for (const socket of [inner, outer]) socket.on('error', () => socket.destroy());
    });
    await using front = await listening(tunnel);
    await using agent = new WireAgent(front.url, { key, ca });
    expect((await agent.arrive(device)).acked).toBe(0);
  });

  it('that a proxy ends, the session is not bound to it', async () => {
    using folder = tempFolder();
    const tls = certificate(folder.path);
    const plain = await startServer({ dataFolder: join(folder.path, 'data'), log: silentLog });
    if (!plain.ok) throw new Error(plain.fault);
    await using server = plain.value;
    const { port, host } = server.address;
    const proxy = createTlsServer({ cert: tls.certificate, key: tls.key }, (inner: TLSSocket) => {
      const outer = connectTcp(port, host);
      inner.pipe(outer).pipe(inner);
      for (const socket of [inner, outer]) socket.on('error', () => socket.destroy());
    });
    await using front = await listening(proxy);
    const ca = tls.certificate;
    const { device, key } = await enrolDevice(front.url, await tokenOf(server), ca);
    await using agent = new WireAgent(front.url, { key, ca });
    expect((await agent.arrive(device)).acked).toBe(0);
  });
});
