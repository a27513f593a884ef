import { sendMail } from '#server/outlets/mail.ts';
import { sendLines } from '#server/outlets/syslog-send.ts';
import { post } from '#server/outlets/webhook-post.ts';

/** Sends one message as its argument says, and prints how it went: a process of its own for `NODE_EXTRA_CA_CERTS`. */
const [, , way = '', port = ''] = process.argv;
const told = { what: 'test', at: 0, of: { text: 'hello' } } as const;
const place = { host: '127.0.0.1', port: Number(port) };
const ended = new AbortController().signal;
const mail = (tls: 'tls' | 'starttls') =>
  sendMail({
    config: { ...place, tls, user: 'portvakt', from: 'a@example.org', to: ['b@example.org'], kinds: [] },
    ...{ password: 'secret', language: 'en', organisation: 'Kommune', messages: [{ id: 'x', told }] },
  });
const ways: Readonly<Record<string, () => Promise<unknown>>> = {
  webhook: () =>
    post({ url: `https://127.0.0.1:${port}/`, secret: 'whsec_AAAA', id: 'x', told, now: 0, ended }),
  syslog: () => sendLines({ ...place, transport: 'tls' }, ['hello'], ended),
  smtps: () => mail('tls'),
  starttls: () => mail('starttls'),
};
console.log(JSON.stringify(await ways[way]?.()));
