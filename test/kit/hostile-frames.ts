import { readFileSync } from 'node:fs';
import { limits } from '#protocol/limits.ts';

/** A frame as a hostile or broken peer may send it; text, or bytes for a binary frame. */
export type HostileFrame = { readonly kind: string; readonly data: string | Buffer };

export type FrameSource = {
  /** The golden frames that are mutated: those of the direction under attack. */
  readonly golden: 'agent-to-server' | 'server-to-agent';
  /** What the reader takes at most. */
  readonly limit: number;
};

/** An endless supply, the same for the same random numbers. */
export function hostileFrames(
  random: () => number,
  { golden: direction, limit }: FrameSource,
): () => HostileFrame {
  const golden = JSON.parse(
    readFileSync(new URL(`../protocol/golden/v1/${direction}.json`, import.meta.url), 'utf8'),
  ) as readonly (Readonly<Record<string, unknown>> & { readonly type: string })[];
  const upTo = (most: number): number => Math.floor(random() * most);
  const pick = <T>(from: readonly [T, ...T[]]): T => from[upTo(from.length)] ?? from[0];
  const bytes = (most: number): Buffer => Buffer.from(Array.from({ length: upTo(most) }, () => upTo(256)));
  const word = (): string =>
    Array.from({ length: upTo(12) }, () => String.fromCodePoint(32 + upTo(900))).join('');

  const value = (depth: number): unknown => {
    const kind = upTo(depth > 4 ? 5 : 7);
    if (kind === 0) return null;
    if (kind === 1) return random() < 0.5;
    if (kind === 2) return pick([0, -1, 1.5, 1e308, 2 ** 53, upTo(1_000_000)]);
    if (kind < 5) return word();
    if (kind === 5) return Array.from({ length: upTo(5) }, () => value(depth + 1));
    return Object.fromEntries(
      Array.from({ length: upTo(5) }, () => [
        pick(['type', 'device', '__proto__', 'events', word()]),
        value(depth + 1),
      ]),
    );
  };
  const mutated = (): string => {
    const frame: Record<string, unknown> = { ...golden[upTo(golden.length)] };
    const keys = Object.keys(frame);
    const key = keys[upTo(keys.length)] ?? 'type';
    const how = upTo(5);
    if (how === 0) delete frame[key];
    else if (how === 1) frame[key] = value(0);
    else if (how === 2) frame[word()] = value(0);
    const text = JSON.stringify(frame);
    if (how < 4) return text;
    const at = upTo(text.length);
    return text.slice(0, at) + word() + text.slice(at + upTo(3));
  };

  return () => {
    const kind = pick([
      'bytes',
      'text-noise',
      'json',
      'typed-json',
      'mutated',
      'mutated',
      'deep',
      'oversized',
    ]);
    switch (kind) {
      case 'bytes':
        return { kind, data: bytes(2_000) };
      case 'text-noise':
        return { kind, data: bytes(500).toString('latin1') };
      case 'json':
        return { kind, data: JSON.stringify(value(0)) };
      case 'typed-json':
        return {
          kind,
          data: JSON.stringify({
            ...(value(0) as object),
            type: pick([word(), ...golden.map(({ type }) => type)]),
          }),
        };
      case 'deep':
        return { kind, data: `{"type":"${golden[0]?.type}","x":${'['.repeat(limits.depth + upTo(1_000))}` };
      case 'oversized':
        return { kind, data: `"${'x'.repeat(limit + upTo(2_000))}"` };
      default:
        return { kind, data: mutated() };
    }
  };
}
