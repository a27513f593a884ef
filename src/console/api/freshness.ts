import type { AnnouncementKind } from '#protocol/announcement.ts';
import type { OperationId } from '#protocol/console-server.ts';

/**
 * Operations that show data of devices and their people: every call is recorded and shown to the employee, so they are asked only when
 * a person opens or renews a page, never because something happened elsewhere.
 */
export const recordedLooks: ReadonlySet<OperationId> = new Set<OperationId>([
  'getDevice',
  'getDevicePolicy',
  'listEvents',
  'listExemptions',
]);

type Family =
  'bans' | 'drafts' | 'rollouts' | 'previews' | 'devices' | 'exemptions' | 'packs' | 'settings' | 'audit';

/** Which answers are about what; an operation that is not listed is asked again after any announcement. */
const families: Readonly<Record<Family, RegExp>> = {
  bans: /^(?:listBans|getPolicy|getPolicyContent|listReleases|getCoverage|getServerInfo|listPauses)$/,
  drafts: /^(?:listDrafts|getDraft)$/,
  rollouts: /^(?:listRollouts|getRollout|getCoverage|listPauses)$/,
  previews: /^(?:listPreviews|getPreview)$/,
  devices: /^(?:listDevices|listUnits|getCoverage|listExpected|listTokens|listEnrolmentTokens)$/,
  exemptions: /Exemption|Request/,
  packs: /Pack/,
  settings:
    /^(?:getSession|listOperators|listUnits|getRetention|getIdentityProvider|listWebhooks|getMail|getSyslog)$/,
  audit: /^(?:listAudit)$/,
};

/** What an announcement of this kind makes old. The overview is about everything, and always among it. */
const concerns: Readonly<Record<AnnouncementKind, readonly Family[]>> = {
  'release-published': ['bans', 'drafts', 'rollouts', 'settings'],
  'draft-changed': ['drafts'],
  'review-wanted': ['drafts'],
  'rollout-started': ['rollouts'],
  'rollout-promoted': ['rollouts'],
  'rollout-halted': ['rollouts'],
  'rollout-done': ['rollouts'],
  'ban-paused': ['rollouts', 'bans'],
  'ban-review-due': ['bans'],
  'ban-review-passed': ['bans'],
  'preview-changed': ['previews'],
  'exemption-requested': ['exemptions'],
  'exemption-changed': ['exemptions'],
  'exemption-expiring': ['exemptions'],
  'device-enrolled': ['devices'],
  'device-changed': ['devices'],
  'devices-applied': ['devices', 'rollouts'],
  'pack-version': ['packs'],
  'pack-adopted': ['packs', 'bans'],
  'pack-refused': ['packs'],
  'operator-changed': ['settings'],
  'settings-changed': ['settings'],
  'data-erased': ['devices', 'exemptions'],
};

/** Whether an answer may have become old by an announcement. */
export const madeOldBy = (kind: AnnouncementKind, operation: OperationId): boolean =>
  !recordedLooks.has(operation) && concernedBy(kind, operation);

/** Likewise, also for looks that are recorded: the person is told that there is something new, and asks for it. */
export function concernedBy(kind: AnnouncementKind, operation: OperationId): boolean {
  // A kind of a newer server: everything may be.
  const about: readonly Family[] | undefined = concerns[kind];
  return (
    operation === 'getOverview' ||
    about === undefined ||
    about.some((family) => families[family].test(operation))
  );
}
