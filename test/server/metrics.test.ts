import { DatabaseSync } from 'node:sqlite';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createReadiness } from '#server/metrics/index.ts';
import { joined } from '#test/kit/fleet-in-test.ts';
import { FakeClock } from '#test/kit/fake-clock.ts';
import { startTestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';
import { openStore, storeMigrations } from '#server/store/index.ts';

const get = (apiUrl: string, path: string, headers: Record<string, string> = {}) =>
  fetch(new URL(path, apiUrl), { headers });

describe('/metrics', () => {
  it('says how the server does, to operators', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { agent, device } = await joined(server, 'pc-of-ola');
    await using _agent = agent;
    await server.must('getDevice', { params: { device } });
    expect((await get(server.apiUrl, '/metrics')).status).toBe(401);
    expect((await get(server.apiUrl, '/metrics', { authorization: 'Bearer pvo_no' })).status).toBe(401);
    const answer = await get(server.apiUrl, '/metrics', { authorization: `Bearer ${server.token}` });
    expect(answer.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    const text = await answer.text();
    for (const line of [
      'portvakt_agents_connected 1',
      'portvakt_release_version 1',
      'portvakt_devices{state="active"} 1',
      'portvakt_devices{state="revoked"} 0',
      'portvakt_outlet_queue_messages 0',
      'portvakt_ingest_queue_batches 0',
    ])
      expect(text).toContain(`${line}\n`);
    expect(text).toMatch(/portvakt_request_duration_seconds_count\{operation="getDevice",status="2xx"\} 1\n/);
    expect(text).toContain('portvakt_event_loop_delay_seconds{quantile="0.99"}');
    expect(text).not.toMatch(new RegExp(`pc-of-ola|${device}`));
  });

  it('is open to this computer where that was chosen, but not through a proxy', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path, { metricsOpen: true });
    expect((await get(server.apiUrl, '/metrics')).status).toBe(200);
    for (const header of ['x-forwarded-for', 'x-real-ip', 'via', 'forwarded'])
      expect((await get(server.apiUrl, '/metrics', { [header]: '192.0.2.1' })).status, header).toBe(401);
  });
});

describe('readiness', () => {
  it('is told to anybody', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const answer = await get(server.apiUrl, '/api/ready');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({
      ready: true,
      checks: ['store', 'disk', 'events', 'release'].map((name) => ({ name, ok: true })),
    });
  });

  it('is 503 where something is missing', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    using other = new DatabaseSync(join(folder.path, 'server.sqlite'));
    other.exec('alter table meta rename to elsewhere');
    const answer = await get(server.apiUrl, '/api/ready');
    other.exec('alter table elsewhere rename to meta');
    expect(answer.status).toBe(503);
    const said = (await answer.json()) as { ready: boolean };
    expect(said).toMatchObject({
      ready: false,
      checks: [{ name: 'store', ok: false, why: 'store cannot be used' }, {}, {}, {}],
    });
  });

  it('asks each thing, and no more than once a second', async () => {
    using folder = tempFolder();
    const clock = new FakeClock(0);
    await using store = await openStore(join(folder.path, 'server.sqlite'), [storeMigrations]);
    let works = true;
    const ready = createReadiness({
      ...{ db: store.db, clock, folder: folder.path },
      ingestWorks: () => works,
      release: () => 0,
    });
    const failing = async (): Promise<string[]> =>
      (await ready()).checks.filter(({ ok }) => !ok).map(({ name }) => name);
    expect(await failing()).toEqual(['release']);
    works = false;
    expect(await failing()).toEqual(['release']);
    await clock.advance(1_000);
    expect(await failing()).toEqual(['events', 'release']);
  });
});
