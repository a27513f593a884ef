import { Type, type Static } from 'typebox';
import { Exemption } from './exemption.ts';
import { deviceClassSchema, HexId, Instant, Label, Slug, strict } from './primitives.ts';

/** What the server signs for one device. `serial` only goes up. */
export const Assignment = Type.Object(
  {
    organisation: Slug,
    device: HexId,
    serial: Type.Integer({ minimum: 1 }),
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
  { organisation: Slug, ban: Slug, serial: Type.Integer({ minimum: 1 }), from: Instant, until: Instant },
  strict,
);
export type Pause = Static<typeof Pause>;
