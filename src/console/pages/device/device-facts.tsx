import { Alert, Paragraph } from '@digdir/designsystemet-react';
import type { ResponseOf } from '#protocol/console-server.ts';
import { Pairs, type Pair } from '../../parts/pairs.tsx';
import { Section } from '../../parts/section.tsx';
import { useUnitName } from '../../parts/use-unit-name.ts';
import { useWords } from '../../shell/words.tsx';
import { DeviceStateTag } from '../devices/device-state-tag.tsx';

type Device = ResponseOf<'getDevice'>;

/** What is known of a PC: what it told when it enrolled, and where it was put. */
export function DeviceFacts({
  device,
  target,
}: {
  readonly device: Device;
  readonly target: number | undefined;
}) {
  const { say, day, number } = useWords();
  const unitName = useUnitName();
  const held = device.release === 0 ? say('devices.one.release.none') : number(device.release);
  const pairs: readonly Pair[] = [
    [say('devices.filter.state'), <DeviceStateTag key="state" state={device.state} />],
    [say('shell.unit'), unitName(device.unit)],
    [say('devices.col.labels'), device.labels.length === 0 ? '–' : device.labels.join(' ')],
    [say('devices.one.class'), say(`devices.class.${device.class}`)],
    [say('devices.one.placed'), say(`devices.placed.${device.placedBy ?? 'token'}`)],
    [
      say('devices.col.release'),
      target === undefined || target === device.release
        ? held
        : say('devices.one.release.wanted', { held, wanted: number(target) }),
    ],
    ...(device.ring === undefined ? [] : [[say('devices.one.ring'), device.ring] as const]),
    [say('devices.col.system'), `${device.osName} ${device.osVersion}`],
    [say('devices.one.model'), device.model],
    [say('devices.one.agent'), device.agentVersion],
    [say('devices.one.enrolled'), day(device.enrolledOn)],
    [say('devices.col.seen'), day(device.lastSeen)],
    ...(device.accounts === undefined || device.accounts.length === 0
      ? []
      : [[say('devices.one.accounts'), device.accounts.join(', ')] as const]),
  ];
  return (
    <Section title={say('devices.one.facts')}>
      {device.refused !== undefined && (
        <Alert data-color="warning">
          <Paragraph>{say('devices.refused', { version: number(device.refused.version) })}</Paragraph>
          <Paragraph lang="en">
            <code>{device.refused.fault}</code>: {device.refused.detail}
          </Paragraph>
        </Alert>
      )}
      <Pairs pairs={pairs} />
      {device.private && <Paragraph className="quiet">{say('devices.one.edit.private')}</Paragraph>}
    </Section>
  );
}
