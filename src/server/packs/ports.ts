import type { Clock } from '#runtime/clock.ts';
import type { Log } from '#runtime/log.ts';
import type { SigningKey } from '#runtime/signature.ts';
import type { Announcements } from '#server/announcements/index.ts';
import type { Audit } from '#server/audit/index.ts';
import type { Policies } from '#server/policies/index.ts';
import type { Db } from '#server/store/index.ts';
import type { FetchLimits } from './fetch-pack.ts';

export type PackPorts = {
  readonly db: Db;
  readonly audit: Audit;
  readonly clock: Clock;
  readonly log: Log;
  readonly announcements: Announcements;
  readonly policies: Policies;
  /** The key that signs packs of this organisation's own; made when it is first asked for. */
  readonly packKey: () => SigningKey;
  /** Default: `fetchLimits`. */
  readonly limits?: FetchLimits;
};
