import { useState } from 'react';
import type { ResponseOf } from '#protocol/console-server.ts';
import { useAct } from '../../api/use-act.ts';
import { Choice } from '../../parts/choice.tsx';
import { ReasonDialog } from '../../parts/reason-dialog.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import { UnitChoice } from '../../parts/unit-choice.tsx';
import { useAnnounce } from '../../shell/announce.tsx';
import { useWords } from '../../shell/words.tsx';
import { labelsIn } from '../../view-models/typed.ts';

/** Moves a PC to a unit, labels it, says what it is for. */
export function EditDialog(props: {
  readonly device: ResponseOf<'getDevice'>;
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  const { say } = useWords();
  const announce = useAnnounce();
  const { device } = props;
  const [unit, setUnit] = useState(device.unit);
  const [typed, setTyped] = useState(device.labels.join(' '));
  const [dedicated, setDedicated] = useState(device.class === 'dedicated');
  const [tried, setTried] = useState(false);
  const act = useAct('setDevice', ['listDevices', 'listUnits', 'getDevice', 'getDevicePolicy']);
  const labels = labelsIn(typed);
  return (
    <ReasonDialog
      open={props.open}
      title={device.hostName}
      verb={say('shell.button.save')}
      needsReason={false}
      busy={act.isPending}
      fault={act.error}
      onClose={props.onClose}
      onDo={() => {
        setTried(true);
        if ('wrong' in labels) return;
        act.mutate(
          {
            params: { device: device.device },
            body: {
              unit,
              labels: [...labels.labels],
              ...(device.private ? {} : { class: dedicated ? 'dedicated' : 'service' }),
            },
          },
          {
            onSuccess: () => {
              announce(say('devices.one.edit.done'));
              props.onClose();
            },
          },
        );
      }}
    >
      <UnitChoice value={unit} onChoose={setUnit} />
      <TextLine
        label={say('devices.col.labels')}
        hint={say('devices.labels.hint')}
        value={typed}
        onType={setTyped}
        fault={tried && 'wrong' in labels ? say('devices.labels.wrong', { label: labels.wrong }) : undefined}
      />
      {!device.private && (
        <Choice
          label={say('devices.one.class')}
          value={dedicated ? 'dedicated' : 'service'}
          options={[
            { value: 'service', name: say('devices.class.service') },
            { value: 'dedicated', name: say('devices.class.dedicated') },
          ]}
          onChoose={(chosen) => setDedicated(chosen === 'dedicated')}
        />
      )}
    </ReasonDialog>
  );
}
