import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { EventBody } from '#protocol/event.ts';
import { FakeClock } from '#test/kit/fake-clock.ts';
import { joined } from '#test/kit/fleet-in-test.ts';
import { httpReceiver, type Received } from '#test/kit/receivers.ts';
import { call, startTestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const start = Date.UTC(2026, 10, 22, 9);
const hit: EventBody = {
  type: 'hit',
  ban: 'telegram-ban',
  channel: 'native',
  action: 'stopped',
  effect: 'block',
  level: 'stopped-after-start',
  evidence: [{ kind: 'exe-path', value: '/usr/bin/telegram-desktop' }],
  confidence: 'primary',
  at: start,
  repeats: 0,
  account: 'ola.nordmann',
};
type Sent = { readonly type: string; readonly timestamp: string; readonly data: Record<string, unknown> };
const sent = (received: readonly Received[]): Sent[] => received.map(({ body }) => JSON.parse(body) as Sent);
const kinds = ['settings-changed', 'operator-changed'] as const;
const operator = (name: string) => ({ body: { name, role: 'viewer' as const } });

/** As the specification says it, with WebCrypto: nothing of the server's own code. */
async function isSigned({ headers, body }: Received, secret: string): Promise<boolean> {
  const [, encoded = ''] = secret.split('_');
  const key = await crypto.subtle.importKey(
    'raw',
    Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0)),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['verify'],
  );
  const [version, signature = ''] = String(headers['webhook-signature']).split(',');
  const text = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  return (
    version === 'v1' &&
    crypto.subtle.verify(
      'HMAC',
      key,
      Uint8Array.from(atob(signature), (letter) => letter.charCodeAt(0)),
      new TextEncoder().encode(text),
    )
  );
}

describe('a webhook', () => {
  it('is told what it asked for, signed, in order; its secret is told once', async () => {
    using folder = tempFolder();
    await using receiver = await httpReceiver();
    await using server = await startTestServer(folder.path);
    const { webhook, secret } = await server.must('createWebhook', {
      body: { name: 'Desk', url: receiver.url, kinds: ['operator-changed'] },
    });
    for (const name of ['kari', 'per', 'lise']) await server.must('createOperatorToken', operator(name));
    await vi.waitFor(() => expect(receiver.received).toHaveLength(3), 10_000);
    expect(sent(receiver.received).map(({ type }) => type)).toEqual(Array(3).fill('operator-changed'));
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(3);
    for (const one of receiver.received) expect(await isSigned(one, secret)).toBe(true);
    expect(await isSigned({ headers: receiver.received[0]?.headers ?? {}, body: '{}' }, secret)).toBe(false);
    await vi.waitFor(async () => {
      const { webhooks } = await server.must('listWebhooks');
      expect(webhooks).toMatchObject([{ waiting: 0, lastDelivery: { ok: true, status: 204 } }]);
      expect(JSON.stringify(webhooks)).not.toContain('whsec');
    }, 10_000);
    const { deliveries } = await server.must('listDeliveries', { params: { webhook: webhook.webhook } });
    expect(deliveries.map(({ state, tries }) => [state, tries])).toEqual(Array(3).fill(['delivered', 1]));
    const { entries } = await server.must('listAudit');
    expect(JSON.stringify(entries)).not.toContain(secret);
    expect(JSON.stringify(entries)).not.toContain('/hook');
  });

  it('is tried again with growing pauses, the first first, and over a restart', async () => {
    using folder = tempFolder();
    const clock = new FakeClock(start);
    const away = await httpReceiver();
    const { port, url } = away;
    await away[Symbol.asyncDispose]();
    const first = await startTestServer(folder.path, { clock });
    const { webhook } = await first.must('createWebhook', { body: { name: 'Desk', url, kinds: [...kinds] } });
    const asked = { params: { webhook: webhook.webhook } };
    for (const name of ['kari', 'per']) await first.must('createOperatorToken', operator(name));
    const head = async (server = first) =>
      (await server.must('listDeliveries', asked)).deliveries.at(-1) ?? { tries: 0, nextTryAt: 0 };
    const pauses: number[] = [];
    for (let tries = 1; tries <= 4; tries += 1) {
      await vi.waitFor(async () => expect((await head()).tries).toBe(tries), 10_000);
      const pause = ((await head()).nextTryAt ?? 0) - clock.now();
      pauses.push(pause);
      if (tries < 4) await clock.advance(pause);
    }
    expect(pauses).toEqual([5_000, 30_000, 120_000, 600_000]);
    const waiting = (await first.must('listDeliveries', asked)).deliveries;
    expect(waiting.every(({ state }) => state === 'waiting')).toBe(true);
    expect(waiting.at(-1)?.last?.why).toContain('ECONNREFUSED');
    await first.stop();

    await using receiver = await httpReceiver(port);
    await using second = await startTestServer(folder.path, { clock, token: first.token });
    await clock.advance(600_000);
    await vi.waitFor(() => expect(receiver.received.length).toBe(waiting.length), 10_000);
    const inOrder = waiting.toReversed().map(({ message }) => `msg_${message}`);
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual(inOrder);
    await vi.waitFor(async () => expect((await head(second)).tries).toBe(5), 10_000);
  });

  it('that never answers well is given up with the reason', async () => {
    using folder = tempFolder();
    const clock = new FakeClock(start);
    await using receiver = await httpReceiver();
    receiver.answer = { status: 302, headers: { location: 'http://127.0.0.1:1/elsewhere' } };
    await using server = await startTestServer(folder.path, { clock });
    const body = { name: 'Desk', url: receiver.url, kinds: ['operator-changed' as const] };
    const { webhook } = await server.must('createWebhook', { body });
    await server.must('createOperatorToken', operator('kari'));
    const newest = async () =>
      (await server.must('listDeliveries', { params: { webhook: webhook.webhook } })).deliveries[0];
    await vi.waitFor(async () => expect((await newest())?.tries).toBe(1), 10_000);
    expect((await newest())?.state).toBe('waiting');
    clock.setLocal(clock.now() + 4 * 86_400_000);
    await clock.advance(5_000);
    await vi.waitFor(async () => expect((await newest())?.state).toBe('given-up'), 10_000);
    const given = await newest();
    expect(given).toMatchObject({ tries: 2, last: { ok: false, status: 302 } });
    expect(given?.last?.why).toContain('redirect');
  });

  it('hears of hits without account, name of the PC and evidence', async () => {
    using folder = tempFolder();
    await using receiver = await httpReceiver();
    await using server = await startTestServer(folder.path);
    const { agent, device } = await joined(server, 'pc-of-ola');
    await using _agent = agent;
    await server.must('createWebhook', {
      body: { name: 'Desk', url: receiver.url, kinds: [], hits: true },
    });
    agent.sendEvents(1, [hit]);
    await vi.waitFor(() => expect(receiver.received).toHaveLength(1), 10_000);
    const [told] = sent(receiver.received);
    expect(told?.type).toBe('hit');
    expect(told?.data).toMatchObject({ ban: 'telegram-ban', action: 'stopped', device, unit: 'kommune' });
    expect(JSON.stringify(told)).not.toMatch(/ola|telegram-desktop/);
  });

  it('that is removed takes with it what waits; one that is off is told nothing', async () => {
    using folder = tempFolder();
    await using receiver = await httpReceiver();
    receiver.answer = { status: 500 };
    await using server = await startTestServer(folder.path);
    const body = { name: 'Desk', url: receiver.url, kinds: [...kinds] };
    const { webhook } = await server.must('createWebhook', { body });
    await server.must('createOperatorToken', operator('kari'));
    await vi.waitFor(() => expect(receiver.received).toHaveLength(1), 10_000);
    const one = { params: { webhook: webhook.webhook } };
    expect((await server.must('setWebhook', { ...one, body: { enabled: false } })).enabled).toBe(false);
    receiver.answer = { status: 204 };
    expect(await server.must('testWebhook', one)).toMatchObject({ ok: true, status: 204 });
    await server.must('createOperatorToken', operator('per'));
    await server.must('removeWebhook', one);
    expect((await call(server.apiUrl, server.token, 'listDeliveries', one)).status).toBe(404);
    using database = new DatabaseSync(join(folder.path, 'server.sqlite'), { readOnly: true });
    expect(database.prepare('select count(*) as count from outlet_messages').get()).toEqual({ count: 0 });
    expect(sent(receiver.received).map(({ type }) => type)).toEqual([expect.any(String), 'test']);
  });

  it.each([
    ['http://desk.example.org/hook', 'https://'],
    ['https://user:secret@desk.example.org/hook', 'password'],
    ['http://127.0.0.1.example.org/hook', 'https://'],
  ])('is refused at %s', async (url, why) => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const answer = await call(server.apiUrl, server.token, 'createWebhook', {
      body: { name: 'Desk', url, kinds: [] },
    });
    expect(answer).toMatchObject({
      status: 400,
      problem: { detail: expect.stringContaining(why) as string },
    });
  });
});
