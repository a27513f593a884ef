import { once } from 'node:events';
import { createServer } from 'node:http';
import { createConnection, type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Compile } from 'typebox/compile';
import { WebSocket } from 'ws';
import {
  liveCloseCodes,
  liveLimits,
  LiveMessage,
  livePath,
  liveSubprotocol,
} from '#protocol/console-live.ts';
import { systemClock } from '#runtime/clock.ts';
import { silentLog } from '#runtime/log.ts';
import { createAnnouncements } from '#server/announcements/index.ts';
import { openLive } from '#server/live/index.ts';
import type { Operator } from '#server/operators/index.ts';
import { visitOf } from '#server/sessions/index.ts';
import { FakeClock } from '#test/kit/fake-clock.ts';
import { PlayedBrowser } from '#test/kit/played-browser.ts';
import { policyFiles, startTestServer, type TestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const check = Compile(LiveMessage);

/** An open console: what it heard, and how it ended. */
class Ear {
  readonly #socket: WebSocket;
  readonly #heard: LiveMessage[] = [];
  readonly #waiting = new Set<() => void>();
  readonly closed: Promise<number>;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    this.closed = once(socket, 'close').then(([code]) => code as number);
    socket.on('message', (data: Buffer) => {
      this.#heard.push(check.Parse(JSON.parse(data.toString('utf8'))));
      for (const look of this.#waiting) look();
    });
  }
  static async open(server: { readonly apiUrl: string }, headers: Record<string, string>): Promise<Ear> {
    const socket = new WebSocket(`${server.apiUrl.replace('http', 'ws')}${livePath}`, liveSubprotocol, {
      headers,
    });
    const ear = new Ear(socket);
    const ended = once(socket, 'unexpected-response').then(([, response]: { statusCode?: number }[]) => {
      throw new Error(String(response?.statusCode));
    });
    await Promise.race([once(socket, 'open'), ended]);
    await ear.until((heard) => heard.some(({ type }) => type === 'hello'));
    return ear;
  }
  async until(fits: (heard: readonly LiveMessage[]) => boolean): Promise<void> {
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (!fits(this.#heard)) return;
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }
  /** Subjects of the announcements of a kind. */
  told(kind: string): (string | undefined)[] {
    return this.#heard.flatMap((message) =>
      message.type === 'announcement' && message.announcement.kind === kind
        ? [message.announcement.subject]
        : [],
    );
  }
  say(text: string): void {
    this.#socket.send(text);
  }
  close(): void {
    this.#socket.close();
  }
}

const withToken = (token: string) => ({ authorization: `Bearer ${token}` });
async function signedIn(server: TestServer, token = server.token) {
  const browser = new PlayedBrowser();
  await browser.open(server.apiUrl, token);
  const cookie = `portvakt=${browser.jar(server.apiUrl).get('portvakt')}`;
  return { browser, headers: { cookie, origin: server.apiUrl } };
}
const person = (server: TestServer, name: string, unit = 'kommune') =>
  server.must('createOperatorToken', { body: { name, role: 'administrator', unit } });

describe('an open console', () => {
  it('hears what happened, after it happened', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const ear = await Ear.open(server, (await signedIn(server)).headers);
    const { operator } = await person(server, 'kari');
    await ear.until(() => ear.told('operator-changed').length === 1);
    expect(ear.told('operator-changed')).toEqual([operator.operator]);
    ear.close();
  });

  it.each<[string, number, (server: TestServer) => Promise<Record<string, string>>]>([
    ['nobody', 401, (server) => Promise.resolve({ origin: server.apiUrl })],
    [
      'a page of somebody else',
      403,
      async (server) => ({ ...(await signedIn(server)).headers, origin: 'https://evil.example' }),
    ],
    [
      'a cookie without an origin',
      403,
      async (server) => ({ cookie: (await signedIn(server)).headers.cookie }),
    ],
    ['a wrong token', 401, () => Promise.resolve(withToken(`pvo_${'A'.repeat(43)}`))],
  ])('is not open to %s', async (_who, status, headers) => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await expect(Ear.open(server, await headers(server))).rejects.toThrow(String(status));
  });

  it('ends with its session, and with the rights of its person', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const { text, operator } = await person(server, 'kari');
    const first = await signedIn(server);
    const one = await Ear.open(server, first.headers);
    const two = await Ear.open(server, (await signedIn(server, text)).headers);
    const three = await Ear.open(server, withToken(text));
    await first.browser.call(server.apiUrl, 'endSession');
    expect(await one.closed).toBe(liveCloseCodes.signedOut.code);
    await server.must('revokeOperator', { params: { operator: operator.operator } });
    expect(await Promise.all([two.closed, three.closed])).toEqual([4401, 4401]);
  });

  it('that nobody uses ends when its session is over', async () => {
    using folder = tempFolder();
    const clock = new FakeClock(Date.UTC(2026, 10, 22));
    await using server = await startTestServer(folder.path, { clock });
    const ear = await Ear.open(server, (await signedIn(server)).headers);
    clock.setLocal(Date.UTC(2026, 10, 22) + 3_600_000);
    await clock.advance(liveLimits.pingEveryMs);
    expect(await ear.closed).toBe(4401);
  });

  it('hears of its own unit and of the whole, and after a move of the new one', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    await server.must('applyPolicy', { body: { files: policyFiles([]) } });
    const { text, operator } = await person(server, 'per', 'school');
    const whole = await Ear.open(server, withToken(server.token));
    const school = await Ear.open(server, withToken(text));
    const far = await person(server, 'far');
    const near = await person(server, 'near', 'school');
    await school.until(() => school.told('operator-changed').length === 1);
    expect(school.told('operator-changed')).toEqual([near.operator.operator]);
    const params = { operator: operator.operator };
    await server.must('setOperator', { params, body: { unit: 'kommune' } });
    await person(server, 'last', 'school');
    await school.until(() => school.told('operator-changed').length === 2);
    const again = await person(server, 'again');
    await school.until(() => school.told('operator-changed').includes(again.operator.operator));
    expect(whole.told('operator-changed').slice(0, 2)).toEqual(
      [far, near].map((one) => one.operator.operator),
    );
    whole.close();
    school.close();
  });

  it('has nothing to say', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const ear = await Ear.open(server, withToken(server.token));
    ear.say('{}');
    expect(await ear.closed).toBe(liveCloseCodes.spoke.code);
  });

  it('hears that the server goes down', async () => {
    using folder = tempFolder();
    const server = await startTestServer(folder.path);
    const ear = await Ear.open(server, withToken(server.token));
    await server.stop();
    expect(await ear.closed).toBe(liveCloseCodes.draining.code);
  });

  it('is one of so many; one more is turned away, and the agents’ door is as it was', async () => {
    using folder = tempFolder();
    await using server = await startTestServer(folder.path);
    const ears = await Promise.all(
      Array.from({ length: liveLimits.sockets }, () => Ear.open(server, withToken(server.token))),
    );
    await expect(Ear.open(server, withToken(server.token))).rejects.toThrow('503');
    const agent = new WebSocket(server.url, 'portvakt.1');
    await once(agent, 'open');
    agent.terminate();
    for (const ear of ears) ear.close();
    await Promise.all(ears.map(({ closed }) => closed));
  });

  it('that reads nothing is dropped, and holds nothing up', async () => {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    const announcements = createAnnouncements(systemClock, silentLog);
    const operator: Operator = { id: 'a', name: 'a', role: 'viewer', unit: 'kommune' };
    const never = { onEnd: () => ({ [Symbol.dispose]: () => undefined }) };
    await using live = openLive(server, {
      announcements,
      callers: {
        visit: (request) => visitOf(request, { secure: false, behindProxy: false }),
        authenticate: () => Promise.resolve({ operator }),
        placed: (one) => one,
      },
      operators: { byId: () => Promise.resolve(operator), onChange: never.onEnd },
      sessions: { lasts: () => Promise.resolve(true), ...never },
      unitsUnder: () => [],
      version: '1',
      clock: systemClock,
      log: silentLog,
    });
    const slow = createConnection({ host: '127.0.0.1', port });
    slow.on('error', () => undefined);
    slow.write(
      `GET ${livePath} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\n` +
        `Sec-WebSocket-Protocol: ${liveSubprotocol}\r\n\r\n`,
    );
    await once(slow, 'data');
    slow.pause();
    const quick = await Ear.open({ apiUrl: url }, {});
    const text = 't'.repeat(300);
    // The system's own buffers take some megabytes before anything waits here.
    for (let count = 1; live.open() === 2; count += 1) {
      for (let more = 0; more < 200; more += 1) announcements.announce({ kind: 'settings-changed', text });
      await quick.until(() => quick.told('settings-changed').length === count * 200);
      expect(count).toBeLessThan(1_000);
    }
    expect(live.open()).toBe(1);
    announcements.announce({ kind: 'settings-changed', subject: 'last', text });
    await quick.until(() => quick.told('settings-changed').includes('last'));
    slow.destroy();
    quick.close();
    server.close();
  });
});
