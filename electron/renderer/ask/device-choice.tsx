import { Fieldset, Radio } from '@digdir/designsystemet-react';
import type { AskedDevice } from '#policy/exemption.ts';
import { useTray } from '../tray-context.ts';

const devices: readonly AskedDevice[] = ['this-pc', 'dedicated'];

export function DeviceChoice(props: {
  readonly device: AskedDevice;
  readonly onChoose: (device: AskedDevice) => void;
}) {
  const { say } = useTray();
  return (
    <Fieldset>
      <Fieldset.Legend>{say('ask.device')}</Fieldset.Legend>
      {devices.map((device) => (
        <Radio
          key={device}
          name="device"
          value={device}
          label={say(`ask.device.${device}`)}
          checked={device === props.device}
          onChange={() => props.onChoose(device)}
        />
      ))}
    </Fieldset>
  );
}
