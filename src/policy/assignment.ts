import { Type, type Static } from 'typebox';
import { Exemption } from './exemption.ts';
import { deviceClassSchema, HexId, Instant, Label, Slug, strict } from './primitives.ts';

/** Within what every reader, SQLite's included, holds exactly: a larger one could be kept and never be read again. */
const Serial = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, title: 'serial' });

/** What the server signs for one device. `serial` only goes up. */
export const Assignment = Type.Object(
  {
    organisation: Slug,
    device: HexId,
    serial: Serial,
    issuedAt: Instant,
    expiresAt: Instant,
    unit: Slug,
    labels: Type.Array(Label, { maxItems: 50 }),
    /** Ignored by a device that was installed as `private`. */
    class: deviceClassSchema,
    ring: Slug,
    release: Type.Integer({ minimum: 1 }),
    exemptions: Type.Array(Exemption, { maxItems: 200 }),
  },
  strict,
);
export type Assignment = Static<typeof Assignment>;

/** Signed by the server where the ban is pausable: nothing is stopped for it until then. */
export const Pause = Type.Object(
  { organisation: Slug, ban: Slug, serial: Serial, from: Instant, until: Instant },
  strict,
);
export type Pause = Static<typeof Pause>;
