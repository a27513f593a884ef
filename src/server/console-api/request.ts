import type { IncomingMessage } from 'node:http';
import { nestsDeeperThan } from '#protocol/frames.ts';
import { consoleLimits } from '#protocol/console-operation.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { Refusal } from '#server/store/refusal.ts';

/** Reads a JSON body: type, size and depth before parsing. Undefined for no body at all. */
export async function readBody(request: IncomingMessage): Promise<Outcome<unknown, Refusal>> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > consoleLimits.bodyBytes)
      return fail({ problem: 'too-large', detail: `at most ${consoleLimits.bodyBytes} bytes` });
    chunks.push(chunk);
  }
  if (bytes === 0) return ok(undefined);
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
    return fail({ problem: 'not-json' });
  const text = Buffer.concat(chunks).toString('utf8');
  if (nestsDeeperThan(text, consoleLimits.depth))
    return fail({ problem: 'not-as-schema', detail: `nested deeper than ${consoleLimits.depth}` });
  try {
    return ok(JSON.parse(text) as unknown);
  } catch {
    return fail({ problem: 'not-as-schema', detail: 'the body is not JSON' });
  }
}
