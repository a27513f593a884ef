import { Compile } from 'typebox/compile';
import { describe, expect, it } from 'vitest';
import { Delivery } from '#protocol/console-outlets.ts';
import { post } from '#server/outlets/webhook-post.ts';
import { tcpReceiver } from '#test/kit/receivers.ts';

const check = Compile(Delivery);
const told = { what: 'test', at: 0, of: { text: 'hello' } } as const;

describe('a webhook’s other end that answers', () => {
  it.each([
    ['with a status there is not', 'HTTP/1.1 999 no\r\ncontent-length: 0\r\n\r\n'],
    ['with another protocol', 'HTTP/1.1 101 no\r\nconnection: upgrade\r\nupgrade: x\r\n\r\nhello'],
    ['with no HTTP at all', 'hello\r\n\r\n'],
    ['with early hints and then nothing', 'HTTP/1.1 103 no\r\n\r\nHTTP/1.1 099 no\r\n\r\n'],
  ])('%s is a failed try that can be shown', async (_, answer) => {
    await using receiver = await tcpReceiver((socket, text) => {
      if (text !== '') socket.end(answer);
    });
    const { signal: ended } = new AbortController();
    const url = `http://127.0.0.1:${receiver.port}/`;
    const sent = await post({ url, secret: 'whsec_AAAA', id: 'x', told, now: 0, ended });
    expect(sent.ok).toBe(false);
    expect(check.Check({ at: 0, ...sent }), JSON.stringify(sent)).toBe(true);
  });
});
