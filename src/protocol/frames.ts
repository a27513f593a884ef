import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Outcome } from '#policy/outcome.ts';
import { fail, ok } from '#policy/outcome.ts';
import type { CloseName } from './close-codes.ts';
import { limits } from './limits.ts';

export type FrameFault = {
  readonly close: Extract<CloseName, 'malformed' | 'tooLarge' | 'tooDeep'>;
  /** What is wrong, without echoing what was sent. */
  readonly detail: string;
};
/** A frame that is valid JSON with a `type` that this side does not know: counted and ignored. */
export type UnknownFrame = { readonly unknown: string };

/**
 * Whether JSON text nests deeper than `most`, found without parsing it.
 * Brackets inside strings do not count.
 */
export function nestsDeeperThan(text: string, most: number): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (inString) {
      if (code === 92) at += 1;
      else if (code === 34) inString = false;
    } else if (code === 34) inString = true;
    else if (code === 123 || code === 91) {
      depth += 1;
      if (depth > most) return true;
    } else if (code === 125 || code === 93) depth -= 1;
  }
  return false;
}

/**
 * A parser for one direction of one conversation: size, then depth, then JSON, then the schema of that very `type`.
 * Throws nothing; a frame of an unknown type is an `UnknownFrame`. `M` is the union that the schemas describe.
 */
export function frameParser<M extends { readonly type: string }>(
  messages: readonly TSchema[],
): (text: string, limit: number) => Outcome<M | UnknownFrame, FrameFault> {
  const byType = new Map(messages.map((schema) => [typeOf(schema), Compile(schema)] as const));
  return (text, limit) => {
    if (text.length > limit)
      return fail({ close: 'tooLarge', detail: `${text.length} characters, limit ${limit}` });
    if (nestsDeeperThan(text, limits.depth))
      return fail({ close: 'tooDeep', detail: `nested deeper than ${limits.depth}` });
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return fail({ close: 'malformed', detail: 'not JSON' });
    }
    if (typeof value !== 'object' || value === null || !('type' in value) || typeof value.type !== 'string')
      return fail({ close: 'malformed', detail: 'no type' });
    const check = byType.get(value.type);
    if (check === undefined) return ok({ unknown: value.type.slice(0, 64) });
    const name = value.type;
    if (!check.Check(value)) {
      const [first] = check.Errors(value);
      return fail({
        close: 'malformed',
        detail: `${name}${first?.instancePath ?? ''}: ${first?.message ?? 'not as the protocol says'}`,
      });
    }
    // The compiled check of the schema whose static type is M has just passed.
    return ok(value as unknown as M);
  };
}

export function isUnknown(message: object): message is UnknownFrame {
  return 'unknown' in message;
}

function typeOf(schema: TSchema): string {
  const properties = (schema as { properties?: { type?: { const?: unknown } } }).properties;
  const name = properties?.type?.const;
  if (typeof name !== 'string') throw new Error('frameParser: a message schema has no literal type');
  return name;
}
