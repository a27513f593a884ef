import { Paragraph } from '@digdir/designsystemet-react';
import { useEffect, useState } from 'react';
import { useOperation } from '../../api/use-operation.ts';
import { Choice } from '../../parts/choice.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import { useWords } from '../../shell/words.tsx';

const pauseMs = 250;

/** Finds a PC by its host name: what is typed narrows the menu below it. */
export function DeviceChoice(props: {
  readonly value: string;
  readonly onChoose: (device: string) => void;
  readonly fault?: string | undefined;
}) {
  const { say } = useWords();
  const [typed, setTyped] = useState('');
  const [wanted, setWanted] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setWanted(typed.trim()), pauseMs);
    return () => clearTimeout(timer);
  }, [typed]);
  const found = useOperation(
    'listDevices',
    { query: { state: 'active', sort: 'hostName', limit: 20, search: wanted } },
    { enabled: wanted !== '', keepPrevious: true },
  );
  const devices = wanted === '' ? [] : (found.data?.devices ?? []);
  const { value, onChoose } = props;
  useEffect(() => {
    // What was chosen among other names is no longer seen.
    if (value !== '' && !devices.some(({ device }) => device === value)) onChoose('');
    else if (value === '' && devices.length === 1 && devices[0] !== undefined) onChoose(devices[0].device);
  }, [devices, value, onChoose]);
  return (
    <>
      <TextLine label={say('exemptions.device.search')} value={typed} onType={setTyped} longest={100} />
      <Choice
        label={say('exemptions.device')}
        value={value}
        disabled={devices.length === 0}
        options={[
          { value: '', name: say('exemptions.device.choose') },
          ...devices.map(({ device, hostName, unit }) => ({ value: device, name: `${hostName} (${unit})` })),
        ]}
        onChoose={onChoose}
        fault={props.fault}
      />
      <Paragraph role="status" className="quiet">
        {wanted !== '' &&
          found.data !== undefined &&
          (devices.length === 0
            ? say('exemptions.device.none')
            : say('exemptions.device.found', { n: devices.length }))}
      </Paragraph>
    </>
  );
}
