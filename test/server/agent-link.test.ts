import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { closeCodes } from '#protocol/close-codes.ts';
import type { Envelope } from '#protocol/envelope.ts';
import { limits } from '#protocol/limits.ts';
import { generateSigningKey } from '#runtime/signature.ts';
import { ban } from '#test/kit/policy-builder.ts';
import { policyFiles, startTestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { enrolDevice, newId, WireAgent } from '#test/kit/wire-agent.ts';

const contentOf = ({ envelope }: { readonly envelope: Envelope }): unknown =>
  JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8'));
const code = (name: keyof typeof closeCodes) => closeCodes[name].code;

describe('the proof of a device', () => {
  it('is refused when another key made it', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { device } = await enrolDevice(server.url, await server.enrolmentToken());
    await using agent = new WireAgent(server.url, { key: generateSigningKey() });
    await agent.sayHello(device);
    expect((await agent.untilClosed()).code).toBe(code('notProven'));
  });

  it('is refused when it was made for another connection', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { device, key } = await enrolDevice(server.url, await server.enrolmentToken());
    await using first = new WireAgent(server.url, { key });
    const old = await first.take('challenge');
    await using second = new WireAgent(server.url, { key });
    second.nonce = first.nonce;
    await second.sayHello(device, { proof: first.proof(old, 'device', device) });
    expect((await second.untilClosed()).code).toBe(code('notProven'));
  });

  it('is asked for within its time', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path, { limits: { proofDeadlineMs: 50 } });
    await using agent = new WireAgent(server.url);
    expect((await agent.untilClosed()).code).toBe(code('proofDeadline'));
  });

  it('is given once: a second hello is out of turn', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { device, key } = await enrolDevice(server.url, await server.enrolmentToken());
    await using agent = new WireAgent(server.url, { key });
    const challenge = await agent.sayHello(device);
    await agent.take('welcome');
    agent.heard.push(challenge);
    await agent.sayHello(device);
    expect((await agent.untilClosed()).code).toBe(code('outOfTurn'));
  });

  it('is nothing without a device that the server knows', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await using agent = new WireAgent(server.url);
    await agent.sayHello(newId());
    expect((await agent.untilClosed()).code).toBe(code('unknownDevice'));
  });
});

describe('a connection', () => {
  it('without the subprotocol is closed with a name', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await using agent = new WireAgent(server.url, { protocols: [] });
    expect((await agent.untilClosed()).code).toBe(code('versionNotSpoken'));
  });

  it('without the subprotocol counts among the unproven until it is gone', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path, { limits: { mostUnproven: 1 } });
    const { port, host } = server.address;
    const key = Buffer.alloc(16).toString('base64');
    const request = `GET /agent HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`;
    const answer = async (socket: Socket): Promise<string> => {
      socket.write(request);
      const [data] = (await once(socket, 'data')) as [Buffer];
      return data.toString('latin1').split('\r\n')[0] ?? '';
    };
    const silent = connect(port, host);
    expect(await answer(silent)).toContain('101');
    const second = connect(port, host);
    expect(await answer(second)).toContain('503');
    silent.destroy();
    await expect
      .poll(async () => {
        const later = connect(port, host);
        const line = await answer(later);
        later.destroy();
        return line;
      })
      .toContain('101');
    second.destroy();
  });

  it('without the subprotocol cannot hurt the server by a broken frame', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { port, host } = server.address;
    const socket = connect(port, host);
    const key = Buffer.alloc(16).toString('base64');
    socket.write(
      `GET /agent HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    );
    socket.on('data', () => socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff])));
    await once(socket, 'close');
    expect((await server.must('getHealth')).status).toBe('ok');
  });

  it('is replaced by a newer one of the same device', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { device, key } = await enrolDevice(server.url, await server.enrolmentToken());
    await using older = new WireAgent(server.url, { key });
    await older.arrive(device);
    await using newer = new WireAgent(server.url, { key });
    await newer.arrive(device);
    expect((await older.untilClosed()).code).toBe(code('replaced'));
    expect((await server.must('getServerInfo')).connected).toBe(1);
  });

  it.each([
    ['before the proof', limits.frameBeforeProof, false],
    ['after it', limits.frameFromAgent, true],
  ])('is closed with a name when a frame is too large %s', async (_when, limit, proven) => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { device, key } = await enrolDevice(server.url, await server.enrolmentToken());
    await using agent = new WireAgent(server.url, { key });
    if (proven) await agent.arrive(device);
    else await agent.take('challenge');
    agent.sendText(`"${'x'.repeat(limit)}"`);
    expect((await agent.untilClosed()).code).toBe(code('tooLarge'));
  });

  it('survives messages of a type that the server does not know', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { device, key } = await enrolDevice(server.url, await server.enrolmentToken());
    await using agent = new WireAgent(server.url, { key });
    await agent.arrive(device);
    agent.sendText('{"type":"from-a-later-version","x":[1]}');
    agent.sendEvents(1, [{ type: 'fault', code: 'clock-jumped', detail: 'far', at: 1 }]);
    expect((await agent.take('events-ack')).seq).toBe(1);
  });

  it('that says nothing for too long is closed', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path, {
      limits: { pingSeconds: 1_000, silenceSeconds: 0.2 },
    });
    const { device, key } = await enrolDevice(server.url, await server.enrolmentToken());
    await using agent = new WireAgent(server.url, { key });
    await agent.arrive(device);
    expect((await agent.untilClosed()).code).toBe(code('silent'));
  });

  it('is told when the server goes down', async () => {
    using folder = tempFolder();
    const server = await startTestServer(folder.path);
    const { device, key } = await enrolDevice(server.url, await server.enrolmentToken());
    await using agent = new WireAgent(server.url, { key });
    await agent.arrive(device);
    const stopped = server.stop();
    expect((await agent.take('drain')).reconnectWithinSeconds).toBeGreaterThan(0);
    expect((await agent.untilClosed()).code).toBe(code('draining'));
    await stopped;
  });

  it('is refused to a web page', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const answer = await fetch(server.url.replace('ws:', 'http:'), {
      headers: { origin: 'https://example.org' },
    });
    expect(answer.status).toBe(404);
  });
});

describe('a device', () => {
  it('waits for approval where the token demands it', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await using enrolling = new WireAgent(server.url);
    await enrolling.sayEnrol(await server.enrolmentToken({ needsApproval: true }));
    const { device, state } = await enrolling.take('enrolled');
    expect(state).toBe('awaiting-approval');
    await using early = new WireAgent(server.url, { key: enrolling.key });
    await early.sayHello(device);
    expect((await early.untilClosed()).code).toBe(code('awaitingApproval'));
    await server.must('approveDevice', { params: { device } });
    await using later = new WireAgent(server.url, { key: enrolling.key });
    expect((await later.arrive(device)).acked).toBe(0);
  });

  it('that was revoked is shut out, at once and for good', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const token = await server.enrolmentToken();
    const { device, key } = await enrolDevice(server.url, token);
    await using agent = new WireAgent(server.url, { key });
    await agent.arrive(device);
    await server.must('revokeDevice', { params: { device }, body: { reason: 'stolen' } });
    expect((await agent.untilClosed()).code).toBe(code('revoked'));
    await using again = new WireAgent(server.url, { key });
    await again.sayHello(device);
    expect((await again.untilClosed()).code).toBe(code('revoked'));
    await using anew = new WireAgent(server.url, { key });
    await anew.sayEnrol(token);
    expect((await anew.untilClosed()).code).toBe(code('revoked'));
  });

  it('gets a new assignment when an operator moves it, and not when nothing changed', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { device, key } = await enrolDevice(server.url, await server.enrolmentToken());
    await using agent = new WireAgent(server.url, { key });
    await agent.arrive(device);
    await agent.take('assignment');
    await server.must('setDevice', { params: { device }, body: { labels: ['library'] } });
    const { envelope } = await agent.take('assignment');
    const document = JSON.parse(Buffer.from(envelope.payload, 'base64').toString('utf8')) as object;
    expect(document).toMatchObject({ serial: 2, labels: ['library'], class: 'service' });
    await using again = new WireAgent(server.url, { key });
    await again.arrive(device, { assignment: 2, release: 1, highestRelease: 1 });
    again.sendEvents(1, [{ type: 'fault', code: 'clock-jumped', detail: 'far', at: 1 }]);
    await again.take('events-ack');
    expect(again.heard).toEqual([]);
  });

  it('whose unit is done away with hears of it before the release does', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await server.must('applyPolicy', { body: { files: policyFiles([ban()]) } });
    const { device, key } = await enrolDevice(server.url, await server.enrolmentToken({ unit: 'school' }));
    const away = await enrolDevice(server.url, await server.enrolmentToken({ unit: 'school' }));
    await using agent = new WireAgent(server.url, { key });
    await agent.arrive(device, { release: 2, highestRelease: 2 });
    expect(contentOf(await agent.take('assignment'))).toMatchObject({ unit: 'school' });
    const token = await server.enrolmentToken({ unit: 'school' });
    const units = [{ id: 'kommune', name: 'Kommune' }];
    await server.must('applyPolicy', { body: { files: policyFiles([ban()], { units }) } });
    const release = await agent.until(() => agent.heard.find(({ type }) => type === 'release'));
    expect(agent.heard.map(({ type }) => type)).toEqual(['assignment', 'release']);
    expect(contentOf(await agent.take('assignment'))).toMatchObject({ unit: 'kommune', serial: 2 });
    expect(release.type === 'release' && contentOf(release)).toMatchObject({ version: 3 });
    const { devices } = await server.must('listDevices');
    expect(devices.map(({ unit }) => unit)).toEqual(['kommune', 'kommune']);
    const { entries } = await server.must('listAudit');
    expect(entries.filter(({ action }) => action === 'unit-removed')).toMatchObject([
      { operator: 'server', subject: 'school', body: JSON.stringify({ devices: 2, to: 'kommune' }) },
    ]);
    // A device that was away, and one that comes with an older token, are told the same.
    await using back = new WireAgent(server.url, { key: away.key });
    await back.arrive(away.device, { release: 3, highestRelease: 3 });
    expect(contentOf(await back.take('assignment'))).toMatchObject({ unit: 'kommune' });
    const late = await enrolDevice(server.url, token);
    const { unit } = await server.must('getDevice', { params: { device: late.device } });
    expect(unit).toBe('kommune');
  });

  it('hears who looked at it, and hears it once', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { device, key } = await enrolDevice(server.url, await server.enrolmentToken());
    await server.must('getDevice', { params: { device } });
    await using agent = new WireAgent(server.url, { key });
    await agent.arrive(device);
    const { looks } = await agent.take('looks');
    expect(looks).toMatchObject([{ operator: 'administrator', what: 'device' }]);
    await server.must('listEvents', { query: { device } });
    expect((await agent.take('looks')).looks).toMatchObject([{ what: 'events' }]);
    const { entries } = await server.must('listAudit');
    expect(entries.filter(({ action }) => action === 'look').map(({ subject }) => subject)).toEqual([
      device,
      device,
    ]);
  });
});
