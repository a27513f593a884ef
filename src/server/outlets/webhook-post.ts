import { createHmac } from 'node:crypto';
import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import type { Sent } from './deliverer.ts';
import { kindOf, type Told } from './told.ts';

const timeoutMs = 10_000;
/** Of an answer no more is read. */
const mostAnswer = 65_536;

/** What a webhook is sent: `type`, when, and what happened (https://www.standardwebhooks.com). */
export const bodyOf = (told: Told): string =>
  JSON.stringify({ type: kindOf(told), timestamp: new Date(told.at).toISOString(), data: told.of });

/** `webhook-signature` over id, timestamp (seconds) and body. The secret is `whsec_` and base64. */
export function signatureOf(secret: string, id: string, timestamp: string, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
}

export type Post = {
  readonly url: string;
  readonly secret: string;
  readonly id: string;
  readonly told: Told;
  readonly now: number;
  readonly ended: AbortSignal;
};

/** One try: no redirect is followed, the answer is not used but for its status. */
export function post({ url, secret, id, told, now, ended }: Post): Promise<Sent> {
  const body = bodyOf(told);
  const timestamp = String(Math.floor(now / 1_000));
  const late = AbortSignal.timeout(timeoutMs);
  return new Promise((resolve) => {
    const send = url.startsWith('https:') ? requestSecure : requestPlain;
    const failed = (fault: Error): void => resolve({ ok: false, why: whyOf(fault, late) });
    const request = send(
      url,
      {
        method: 'POST',
        agent: false,
        signal: AbortSignal.any([ended, late]),
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'user-agent': 'Portvakt',
          'webhook-id': `msg_${id}`,
          'webhook-timestamp': timestamp,
          'webhook-signature': signatureOf(secret, `msg_${id}`, timestamp, body),
        },
      },
      (answer) => {
        const status = answer.statusCode ?? 0;
        const ok = status >= 200 && status < 300;
        // Where it is none of HTTP's, the sentence alone tells it: a delivery's status is one that can be shown.
        const known = status >= 100 && status <= 599 ? { status } : {};
        const done = (): void => {
          resolve(ok ? { ok, status } : { ok, ...known, why: refusal(status) });
          request.destroy();
        };
        let bytes = 0;
        answer.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes > mostAnswer) done();
        });
        answer.on('end', done);
        answer.on('error', done);
      },
    );
    request.on('error', failed);
    // Without somebody to take the other protocol Node closes the connection and says nothing more.
    request.on('upgrade', (answer, socket) => {
      socket.destroy();
      const status = answer.statusCode ?? 101;
      resolve({ ok: false, status, why: refusal(status) });
    });
    // However it ended, the try is over.
    request.on('close', () => failed(new Error('closed')));
    request.end(body);
  });
}

const refusal = (status: number): string =>
  status >= 300 && status < 400
    ? `it answers ${status}, a redirect: give its final address`
    : `it answers ${status}`;

/** Why it was not reached, in a sentence that holds nothing but system codes. */
export function whyOf(fault: unknown, late: AbortSignal): string {
  if (late.aborted) return `it did not answer within ${timeoutMs / 1_000} s`;
  const code = fault instanceof Error && 'code' in fault ? String(fault.code) : undefined;
  if (code !== undefined && isOfCertificate(code))
    return `its certificate is not valid here: ${code}. If your own authority signed it, name that in NODE_EXTRA_CA_CERTS`;
  return code === undefined ? 'the connection broke' : `it cannot be reached: ${code}`;
}

/** Codes of OpenSSL's check, and of Node's for the name. */
const isOfCertificate = (code: string): boolean =>
  /^(UNABLE_TO_|CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_CA|INVALID_PURPOSE|HOSTNAME_MISMATCH|ERR_TLS_CERT_)/.test(
    code,
  );
