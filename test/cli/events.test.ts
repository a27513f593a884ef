import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { StoredEvent } from '#protocol/console-devices.ts';
import { operations } from '#protocol/console-server.ts';
import { exampleServer, type Script } from './example-server.ts';
import { runCli, startCli, watchLines } from './run-cli.ts';

const [example] = operations.listEvents.example.response.events;
const eventAt = (cursor: number): StoredEvent => ({ ...example, cursor });

/** Holds events up to `last`; waits for ever when there is nothing after the cursor, as the server's long-poll nearly does. */
const holding =
  (last: number): Script =>
  ({ query }) => {
    const after = Math.min(Number(query['after']), last);
    const limit = Number(query['limit']);
    const events = Array.from({ length: last - after }, (_, index) => eventAt(after + index + 1)).slice(
      0,
      limit,
    );
    if (events.length === 0 && query['wait'] !== undefined) return new Promise(() => undefined);
    return { status: 200, body: { events, cursor: events.at(-1)?.cursor ?? after } };
  };

describe('portvakt events', () => {
  it('reads all pages, one JSON object on each line', async () => {
    await using server = await exampleServer(holding(501));
    const { code, out } = await runCli(['events', '--json', '--ban', 'tiktok'], server.env);
    const lines = out.trimEnd().split('\n');
    expect(code).toBe(0);
    expect(lines.map((line) => (JSON.parse(line) as StoredEvent).cursor)).toEqual(
      Array.from({ length: 501 }, (_, index) => index + 1),
    );
    expect(server.requests.map(({ query }) => [query['after'], query['ban']])).toEqual([
      ['0', 'tiktok'],
      ['500', 'tiktok'],
    ]);
  });

  it('says each event in words for people', async () => {
    await using server = await exampleServer(holding(1));
    expect((await runCli(['events'], server.env)).out).toMatch(/pc-4711 .*tiktok removed, verified/);
  });

  it('follows through a restart of the server, misses nothing, and ends on Ctrl-C', async () => {
    const first = await exampleServer(holding(2));
    const child = startCli(['events', '--follow', '--after', '0', '--json'], first.env);
    const out = watchLines(child.stdout);
    const err = watchLines(child.stderr);
    await out.until((line) => line.includes('"cursor":2'));
    await first[Symbol.asyncDispose]();
    await err.until((line) => line.includes('trying again'));
    await using second = await exampleServer(holding(3), Number(new URL(first.url).port));
    await out.until((line) => line.includes('"cursor":3'));
    await err.until((line) => line.includes('answers again'));
    expect(out.lines).toHaveLength(3);
    expect(second.requests[0]?.query['after']).toBe('2');
    child.kill('SIGINT');
    await once(child, 'close');
    expect(child.exitCode).toBe(130);
    expect(err.lines).toHaveLength(2);
  });

  it('follows from now on when no cursor is given', async () => {
    let last = 7;
    await using server = await exampleServer((request) =>
      holding(request.query['wait'] === undefined ? 7 : last)(request),
    );
    last = 8;
    const { out } = await runCli(['events', '--follow', '--json', '--limit', '1'], server.env);
    expect((JSON.parse(out) as StoredEvent).cursor).toBe(8);
  });
});
