import { fail, ok, type Outcome } from '#policy/outcome.ts';

export const fetchLimits = { bytes: 2_097_152, timeoutMs: 10_000, redirects: 3 } as const;
export type FetchLimits = { readonly [key in keyof typeof fetchLimits]: number };

/** `unchanged`: the server still has what `etag` names. */
export type Fetched =
  | { readonly kind: 'body'; readonly text: string; readonly etag: string | undefined }
  | { readonly kind: 'unchanged' };

/**
 * Whether the server may fetch from there: `https:`, or `http:` on this very machine, and no password in the address.
 * Names are not looked up: an authority may well be internal. The fault is a sentence.
 */
export function packAddress(text: string): Outcome<URL, string> {
  const url = URL.parse(text);
  if (url === null) return fail('this is no web address');
  if (url.username !== '' || url.password !== '') return fail('the address must not hold a password');
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) return ok(url);
  return fail('only https addresses are fetched, and http on this machine');
}

/** Fetches a document of at most `bytes`. The fault is a sentence that repeats nothing of what was answered. */
export async function fetchPack(
  address: URL,
  { etag, limits = fetchLimits }: { readonly etag?: string | undefined; readonly limits?: FetchLimits } = {},
): Promise<Outcome<Fetched, string>> {
  // One deadline for all of it: a server that dribbles ends like one that is silent.
  const signal = AbortSignal.timeout(limits.timeoutMs);
  let url = address;
  try {
    for (let hop = 0; hop <= limits.redirects; hop += 1) {
      const answer = await fetch(url, {
        redirect: 'manual',
        signal,
        headers: { accept: 'application/json', ...(etag === undefined ? {} : { 'if-none-match': etag }) },
      });
      if (answer.status === 304 && etag !== undefined) {
        await answer.body?.cancel();
        return ok({ kind: 'unchanged' });
      }
      if (answer.status >= 300 && answer.status < 400) {
        await answer.body?.cancel();
        const next = URL.parse(answer.headers.get('location') ?? '', url);
        if (next?.origin !== address.origin) return fail('the address leads on to another server');
        url = next;
        continue;
      }
      if (answer.status !== 200) {
        await answer.body?.cancel();
        return fail(`the address answers with status ${answer.status}`);
      }
      const text = await bodyOf(answer, limits.bytes);
      if (text === undefined) return fail(`it is larger than ${limits.bytes} bytes`);
      return ok({ kind: 'body', text, etag: answer.headers.get('etag')?.slice(0, 200) });
    }
    return fail('the address leads in circles');
  } catch (fault) {
    return fail(whyNot(fault, limits.timeoutMs));
  }
}

/** Undefined as soon as there is too much, whatever the header said. */
async function bodyOf(answer: Response, most: number): Promise<string | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the stream.
  for await (const part of answer.body ?? []) {
    const bytes = part as Uint8Array;
    size += bytes.length;
    if (size > most) return undefined;
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('utf8');
}

function whyNot(fault: unknown, timeoutMs: number): string {
  if (fault instanceof Error && fault.name === 'TimeoutError')
    return `it did not come within ${timeoutMs / 1_000} seconds`;
  const cause: unknown = fault instanceof Error ? fault.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code).slice(0, 60) : undefined;
  return `the address cannot be reached${code === undefined ? '' : ` (${code})`}`;
}

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
