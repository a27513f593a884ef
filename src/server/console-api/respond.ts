import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { problems, type Problem } from '#protocol/console-operation.ts';
import type { TextStream } from '#server/exports/index.ts';
import type { Refusal } from '#server/store/refusal.ts';

/** An API has no pages: nothing of it is to be framed, sniffed, cached or run. */
const headers = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'cross-origin-resource-policy': 'same-origin',
} as const;

export function sendJson(response: ServerResponse, body: unknown, status = 200): void {
  send(response, { status, type: 'application/json', text: JSON.stringify(body) });
}

export function sendProblem(response: ServerResponse, refusal: Refusal): void {
  const { status, title } = problems[refusal.problem];
  const problem: Problem = {
    type: `urn:portvakt:problem:${refusal.problem}`,
    title,
    status,
    ...(refusal.detail === undefined ? {} : { detail: refusal.detail }),
    ...(refusal.pointer === undefined ? {} : { pointer: refusal.pointer }),
    ...(refusal.faults === undefined ? {} : { faults: refusal.faults }),
  };
  if (status === 401) response.setHeader('www-authenticate', 'Bearer');
  if (refusal.retryAfterSeconds !== undefined)
    response.setHeader('retry-after', String(refusal.retryAfterSeconds));
  // What is left of a body that was not read would be taken for the next request.
  if (status === 413) response.setHeader('connection', 'close');
  send(response, { status, type: 'application/problem+json', text: JSON.stringify(problem) });
}

export function sendPage(response: ServerResponse, html: string, contentSecurityPolicy: string): void {
  const own = { 'content-security-policy': contentSecurityPolicy };
  send(response, { status: 200, type: 'text/html; charset=utf-8', text: html }, own);
}

/**
 * Sends as fast as the other end reads, and ends the source when it leaves. A fault in the middle breaks the connection off:
 * half a file must not look like a whole one.
 */
export async function sendStream(response: ServerResponse, stream: TextStream): Promise<void> {
  const { type, fileName, contentSecurityPolicy: policy, chunks } = stream;
  if (response.destroyed) return;
  response.writeHead(200, {
    ...headers,
    ...(policy === undefined ? {} : { 'content-security-policy': policy }),
    ...(fileName === undefined ? {} : { 'content-disposition': `attachment; filename="${fileName}"` }),
    'content-type': type,
  });
  await pipeline(Readable.from(chunks, { objectMode: true, highWaterMark: 1 }), response);
}

type Answer = { readonly status: number; readonly type: string; readonly text: string };

function send(
  response: ServerResponse,
  { status, type, text }: Answer,
  own: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent || response.destroyed) return;
  response.writeHead(status, {
    ...headers,
    ...own,
    'content-type': type,
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
