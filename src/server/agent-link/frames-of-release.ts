import type { ServerToAgent } from '#protocol/agent-server.ts';
import type { Published } from '#server/policies/index.ts';
import { frameText } from './frame.ts';

/** A release as frames that all connections share; each is made once, a fragment when first asked for. */
export type Frames = {
  readonly version: number;
  /** The longest pause that an agent under this release takes. */
  readonly longestPauseMs: number;
  readonly release: Buffer;
  /** Undefined for a fragment that this release does not name. */
  readonly fragment: (sha256: string) => Buffer | undefined;
};

/** Any message that goes to many as it is. */
export const frameOf = (message: ServerToAgent): Buffer => frameText(JSON.stringify(message));

export function framesOf(published: Published): Frames {
  const made = new Map<string, Buffer>();
  return {
    version: published.version,
    longestPauseMs: published.release.organisation.limits.longestPauseHours * 3_600_000,
    release: frameOf({ type: 'release', envelope: published.envelope }),
    fragment: (sha256) => {
      const ready = made.get(sha256);
      const body = published.fragments.get(sha256);
      if (ready !== undefined || body === undefined) return ready;
      const fresh = frameOf({ type: 'fragment', sha256, body });
      made.set(sha256, fresh);
      return fresh;
    },
  };
}
