import type { ServerToAgent } from '#protocol/agent-server.ts';
import type { Published } from '#server/policies/index.ts';
import { frameText } from './frame.ts';

/** A release as frames that all connections share; each is made once, a fragment when first asked for. */
export type Frames = {
  readonly version: number;
  readonly release: Buffer;
  /** Undefined for a fragment that this release does not name. */
  readonly fragment: (sha256: string) => Buffer | undefined;
};

export function framesOf(published: Published): Frames {
  const made = new Map<string, Buffer>();
  const frame = (message: ServerToAgent): Buffer => frameText(JSON.stringify(message));
  return {
    version: published.version,
    release: frame({ type: 'release', envelope: published.envelope }),
    fragment: (sha256) => {
      const ready = made.get(sha256);
      const body = published.fragments.get(sha256);
      if (ready !== undefined || body === undefined) return ready;
      const fresh = frame({ type: 'fragment', sha256, body });
      made.set(sha256, fresh);
      return fresh;
    },
  };
}
