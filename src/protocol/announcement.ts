import { Type, type Static } from 'typebox';
import { Instant, ShortText, Slug, strict } from '#policy/primitives.ts';

/** What happened on the server that somebody outside a room wants to hear of: the console live, webhooks, a SIEM. */
export const announcementKinds = [
  'release-published',
  'draft-changed',
  'review-wanted',
  'rollout-started',
  'rollout-promoted',
  'rollout-halted',
  'rollout-done',
  'ban-paused',
  'ban-review-due',
  'ban-review-passed',
  'preview-changed',
  'exemption-requested',
  'exemption-changed',
  'exemption-expiring',
  'device-enrolled',
  'device-changed',
  'devices-applied',
  'pack-version',
  'pack-adopted',
  'pack-refused',
  'operator-changed',
  'settings-changed',
  'data-erased',
] as const;
export const AnnouncementKind = Type.Enum(announcementKinds);
export type AnnouncementKind = Static<typeof AnnouncementKind>;

/**
 * Names a thing and says that it changed; whoever wants to know more asks by the ordinary operations, where roles and
 * the audit stand. Never a person's data, never a secret.
 */
export const Announcement = Type.Object(
  {
    kind: AnnouncementKind,
    at: Instant,
    /** Which: a ban's, pack's or unit's id, a version, a device. Absent where many changed at once. */
    subject: Type.Optional(Type.String({ maxLength: 300 })),
    /** The unit concerned; absent: the whole organisation. */
    unit: Type.Optional(Slug),
    /** The operator who did it; absent: the server on its own. */
    by: Type.Optional(ShortText),
    /** One sentence of ours in English, for those who read webhooks and logs. */
    text: ShortText,
  },
  strict,
);
export type Announcement = Static<typeof Announcement>;
