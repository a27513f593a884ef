import { describe, expect, it, vi } from 'vitest';
import { dialAgent, type LocalClient } from '#local-client/client.ts';
import type { LocalConnection } from '#platform/local-endpoint/port.ts';
import { MemoryEndpoint } from '#test/kit/memory-endpoint.ts';

type Agent = { readonly client: LocalClient; readonly connection: LocalConnection };
/** A client, and the agent's end of it with the test as the agent. */
async function pair(answerWithinMs = 5_000): Promise<Agent> {
  const endpoint = new MemoryEndpoint();
  const admitted = new Promise<LocalConnection>((resolve) => {
    void endpoint.listen('tray', '/run', resolve);
  });
  const dialled = await dialAgent(endpoint, 'tray', '/run', { answerWithinMs });
  if (!dialled.ok) throw new Error(dialled.fault.code);
  return { client: dialled.value, connection: await admitted };
}
const idOf = (message: unknown): number => (message as { id: number }).id;

describe('the local client', () => {
  it('gives each request its own answer, in any order', async () => {
    const { client, connection } = await pair();
    const ids: number[] = [];
    connection.onMessage((message) => {
      ids.push(idOf(message));
      if (ids.length < 2) return;
      for (const id of [...ids].reverse())
        connection.send({ type: 'asked', id, request: String(id).repeat(32) });
    });
    const ask = { type: 'ask', ban: 'telegram', purpose: 'work', days: 1 } as const;
    const [first, second] = await Promise.all([client.request(ask), client.request(ask)]);
    expect(first).toMatchObject({ ok: true, value: { request: '1'.repeat(32) } });
    expect(second).toMatchObject({ ok: true, value: { request: '2'.repeat(32) } });
    client[Symbol.dispose]();
  });

  it('takes nothing that the protocol does not know, and no answer of another kind', async () => {
    const { client, connection } = await pair(200);
    const heard: string[] = [];
    client.onAnnounced(({ type }) => heard.push(type));
    connection.onMessage((message) => {
      const id = idOf(message);
      for (const noise of [null, 7, { type: 'news', id }, { type: 'notice', id }, { type: 'done', id: 999 }])
        connection.send(noise);
      if (id === 1) connection.send({ type: 'asked', id, request: 'a'.repeat(32) });
      if (id === 2) connection.send({ type: 'asked', id, request: 'no hex id' });
    });
    expect(await client.request({ type: 'status' })).toEqual({
      ok: false,
      fault: { code: 'unexpected-answer' },
    });
    expect(await client.request({ type: 'status' })).toEqual({ ok: false, fault: { code: 'no-answer' } });
    expect(heard).toEqual([]);
    client[Symbol.dispose]();
  });

  it('ends what waits when the connection ends, with the agent’s own words where there are any', async () => {
    const lost = await pair();
    lost.connection.onMessage(() => lost.connection[Symbol.dispose]());
    expect(await lost.client.request({ type: 'status' })).toEqual({
      ok: false,
      fault: { code: 'connection-closed', why: 'ended' },
    });
    expect((await lost.client.request({ type: 'status' })).ok).toBe(false);

    const turned = await pair();
    let closed: string | undefined;
    turned.client.onClosed((why) => {
      closed = why;
    });
    turned.connection.send({ type: 'refused', id: 0, fault: 'not-permitted', detail: 'only root' });
    turned.connection[Symbol.dispose]();
    await vi.waitFor(() => expect(closed).toBe('ended'));
    expect(await turned.client.request({ type: 'rescan' })).toEqual({
      ok: false,
      fault: { code: 'refused', fault: 'not-permitted', detail: 'only root' },
    });
  });

  it('passes on why there is nobody to talk to', async () => {
    const endpoint = new MemoryEndpoint();
    expect(await dialAgent(endpoint, 'tray', '/run')).toEqual({ ok: false, fault: { code: 'not-running' } });
    endpoint.dialFault = { code: 'untrusted-owner', why: 'the folder belongs to uid 1000' };
    expect(await dialAgent(endpoint, 'tray', '/run')).toEqual({ ok: false, fault: endpoint.dialFault });
  });
});
