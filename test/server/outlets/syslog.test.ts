import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { cefOf, lineOf } from '#server/outlets/syslog-lines.ts';
import type { Told } from '#server/outlets/told.ts';
import { tcpReceiver } from '#test/kit/receivers.ts';
import { startTestServer } from '#test/kit/server-in-test.ts';
import { tempFolder } from '#test/kit/temp-folder.ts';

const at = Date.UTC(2026, 10, 22, 9);
const frame = { hostName: 'server 1', version: '0.1.0' };
const hostile: Told = {
  what: 'announcement',
  at,
  of: {
    kind: 'rollout-halted',
    at,
    subject: 'a"b\\c]d|e=f\ng\u001b[31m',
    by: 'Ola\r\n<1>forged',
    text: 'pipe | back \\ line\nbreak = é',
  },
};
const told = { kinds: ['operator-changed' as const], hits: true, audit: true };

/** Octet counting, read as RFC 6587 says. */
function frames(text: string): string[] {
  const found: string[] = [];
  for (let bytes = Buffer.from(text); bytes.length > 0;) {
    const blank = bytes.indexOf(' ');
    const length = Number(bytes.subarray(0, blank).toString());
    expect(Number.isInteger(length)).toBe(true);
    found.push(bytes.subarray(blank + 1, blank + 1 + length).toString());
    bytes = bytes.subarray(blank + 1 + length);
  }
  return found;
}

describe('a line of syslog', () => {
  it('is one line of RFC 5424 whatever it tells', () => {
    const line = lineOf(hostile, 'rfc5424', frame);
    expect(line).not.toMatch(/[\p{Cc}]/u);
    expect(line).toMatch(
      /^<132>1 2026-11-22T09:00:00\.000Z server1 portvakt \d+ rollout-halted \[portvakt@32473 /,
    );
    expect(line).toContain(String.raw`subject="a\"b\\c\]d|e=f g [31m"`);
    expect(line).toContain('operator="Ola <1>forged"');
    expect(line).toContain('] \u{feff}pipe | back \\ line break = é');
  });

  it('is CEF with pipes, backslashes, equals signs and line breaks escaped', () => {
    const line = cefOf(hostile, '0.1.0');
    expect(line).not.toMatch(/[\p{Cc}]/u);
    expect(
      line.startsWith(
        String.raw`CEF:0|Portvakt|Portvakt|0.1.0|rollout-halted|pipe \| back \\ line break = é|7|`,
      ),
    ).toBe(true);
    expect(line).toContain(String.raw`cs2=a"b\\c]d|e\=f\ng [31m`);
    expect(line).toContain(String.raw`suser=Ola\n<1>forged`);
    expect(line).toContain(String.raw`msg=pipe | back \\ line\nbreak \= é`);
  });
});

describe('syslog', () => {
  it('tells announcements and audit entries over TCP, framed by their length', async () => {
    using folder = tempFolder();
    await using receiver = await tcpReceiver();
    await using server = await startTestServer(folder.path);
    const syslog = {
      host: '127.0.0.1',
      port: receiver.port,
      transport: 'tcp',
      format: 'rfc5424',
      ...told,
    } as const;
    expect(await server.must('setSyslog', { body: { syslog } })).toEqual({ syslog });
    await server.must('createOperatorToken', { body: { name: 'kari å', role: 'viewer' } });
    await vi.waitFor(() => expect(receiver.text()).toContain('action="create-operator"'), 15_000);
    const lines = frames(receiver.text());
    expect(lines.some((line) => line.includes(' operator-changed ['))).toBe(true);
    expect(
      lines.filter((line) => line.includes(' audit [')).every((line) => line.startsWith('<110>1 ')),
    ).toBe(true);
  }, 30_000);

  it('loses nothing while the receiver is away', async () => {
    using folder = tempFolder();
    const away = await tcpReceiver();
    const { port } = away;
    await away[Symbol.asyncDispose]();
    await using server = await startTestServer(folder.path);
    const wanted = { host: '127.0.0.1', transport: 'tcp', format: 'cef', ...told } as const;
    await server.must('setSyslog', { body: { syslog: { ...wanted, port } } });
    for (const name of ['kari', 'per'])
      await server.must('createOperatorToken', { body: { name, role: 'viewer' } });
    expect(await server.must('testSyslog')).toMatchObject({ ok: false });
    await using receiver = await tcpReceiver();
    await server.must('setSyslog', { body: { syslog: { ...wanted, port: receiver.port } } });
    await vi.waitFor(() => {
      const acts = frames(receiver.text()).flatMap((line) => /act=(\S+)/.exec(line)?.[1] ?? []);
      expect(acts.filter((act) => act === 'create-operator')).toHaveLength(2);
    }, 15_000);
  }, 30_000);

  it('goes over UDP, and no more once it is taken away', async () => {
    using folder = tempFolder();
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    const heard: string[] = [];
    socket.on('message', (bytes) => heard.push(bytes.toString()));
    await using server = await startTestServer(folder.path);
    const place = {
      host: '127.0.0.1',
      port: socket.address().port,
      transport: 'udp',
      format: 'cef',
    } as const;
    await server.must('setSyslog', { body: { syslog: { ...place, kinds: [], hits: false, audit: false } } });
    expect(await server.must('testSyslog')).toMatchObject({ ok: true });
    await vi.waitFor(() => expect(heard).toHaveLength(1), 5_000);
    expect(heard[0]).toContain('CEF:0|Portvakt|');
    expect(await server.must('setSyslog', { body: {} })).toEqual({});
    expect(await server.must('getSyslog')).toEqual({});
    socket.close();
  });
});
