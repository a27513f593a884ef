import type { AnnouncementKind } from '#protocol/announcement.ts';
import { CheckGroup } from '../../parts/check-group.tsx';
import { useWords } from '../../shell/words.tsx';

/** Every kind of announcement; the type says when one is missing here. */
const all: Readonly<Record<AnnouncementKind, true>> = {
  'release-published': true,
  'draft-changed': true,
  'review-wanted': true,
  'rollout-started': true,
  'rollout-promoted': true,
  'rollout-halted': true,
  'rollout-done': true,
  'ban-paused': true,
  'ban-review-due': true,
  'ban-review-passed': true,
  'preview-changed': true,
  'exemption-requested': true,
  'exemption-changed': true,
  'exemption-expiring': true,
  'device-enrolled': true,
  'device-changed': true,
  'devices-applied': true,
  'pack-version': true,
  'pack-adopted': true,
  'pack-refused': true,
  'operator-changed': true,
  'settings-changed': true,
  'data-erased': true,
};
const kinds = Object.keys(all) as AnnouncementKind[];

/** What another system is told of. */
export function KindsChoice(props: {
  readonly chosen: readonly AnnouncementKind[];
  readonly onChoose: (kinds: readonly AnnouncementKind[]) => void;
  readonly fault?: string | undefined;
}) {
  const { say } = useWords();
  return (
    <CheckGroup
      legend={say('settings.kinds')}
      columns
      options={kinds.map((kind) => ({ value: kind, name: say(`settings.kind.${kind}`) }))}
      chosen={props.chosen}
      onChoose={props.onChoose}
      fault={props.fault}
    />
  );
}
