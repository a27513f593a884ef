import { Type, type Static } from 'typebox';
import { deviceClassSchema, Label, ShortText, Slug, strict } from './primitives.ts';

/** A part of the fleet that gets a new release at the same time: by labels, or by a share of all devices. */
export const Ring = Type.Union([
  Type.Object(
    {
      id: Slug,
      name: ShortText,
      labels: Type.Array(Label, { minItems: 1, maxItems: 50, uniqueItems: true }),
      soakHours: Type.Integer({ minimum: 0, maximum: 720 }),
    },
    strict,
  ),
  Type.Object(
    {
      id: Slug,
      name: ShortText,
      /** Of all devices, those of the rings before included. The last ring says 100. */
      percent: Type.Integer({ minimum: 1, maximum: 100 }),
      soakHours: Type.Integer({ minimum: 0, maximum: 720 }),
    },
    strict,
  ),
]);
export type Ring = Static<typeof Ring>;

/** When a rollout stops by itself, counted over the devices that hold the new release. Absent: that one never stops it. */
export const Brake = Type.Object(
  {
    /** Before that many devices hold the release nothing is concluded. Default 5. */
    atLeastDevices: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
    hitsPerDevice: Type.Optional(Type.Number({ minimum: 0, maximum: 10_000 })),
    faultsPerDevice: Type.Optional(Type.Number({ minimum: 0, maximum: 10_000 })),
    requestsPerDevice: Type.Optional(Type.Number({ minimum: 0, maximum: 10_000 })),
  },
  strict,
);
export type Brake = Static<typeof Brake>;

/** Where a device belongs, by what it says of itself. The first rule whose every condition holds decides. */
export const AssignmentRule = Type.Object(
  {
    name: ShortText,
    when: Type.Object(
      {
        /** `*` stands for any text, `?` for one character; case does not count. */
        hostName: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
        /** An account of the PC, by the same pattern; only where the organisation asks for accounts. */
        user: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
        os: Type.Optional(Type.Enum(['linux', 'win32', 'darwin'] as const)),
      },
      { ...strict, minProperties: 1 },
    ),
    unit: Type.Optional(Slug),
    /** Added to those that the device has. */
    labels: Type.Optional(Type.Array(Label, { maxItems: 50, uniqueItems: true })),
    class: Type.Optional(deviceClassSchema),
  },
  strict,
);
export type AssignmentRule = Static<typeof AssignmentRule>;

const days = (least: number) => Type.Integer({ minimum: least, maximum: 3_650 });
/** Days that the server keeps each kind of data. What is absent has the default. */
export const Retention = Type.Object(
  {
    events: Type.Optional(days(1)),
    looks: Type.Optional(days(30)),
    audit: Type.Optional(days(365)),
    exemptions: Type.Optional(days(30)),
    /** A device that was not seen for so long is forgotten with all that hangs on it. */
    silentDevices: Type.Optional(days(30)),
  },
  strict,
);
export type Retention = Static<typeof Retention>;
export const defaultRetention = {
  events: 90,
  looks: 730,
  audit: 1_825,
  exemptions: 365,
  silentDevices: 400,
} as const satisfies Required<Retention>;

/** How the server works with this organisation's policy. Never part of a release: no agent reads it. */
export const ServerSettings = Type.Object(
  {
    /** With `four-eyes`, nobody publishes alone. Default `none`. */
    policyReview: Type.Optional(Type.Enum(['none', 'four-eyes'] as const)),
    rings: Type.Optional(Type.Array(Ring, { minItems: 1, maxItems: 10 })),
    brake: Type.Optional(Brake),
    assignment: Type.Optional(Type.Array(AssignmentRule, { maxItems: 500 })),
    retention: Type.Optional(Retention),
    /** Days before a ban's review date at which IT is reminded. Default 30, 14 and 3. */
    reviewReminderDays: Type.Optional(
      Type.Array(Type.Integer({ minimum: 1, maximum: 365 }), { maxItems: 10, uniqueItems: true }),
    ),
  },
  strict,
);
export type ServerSettings = Static<typeof ServerSettings>;
