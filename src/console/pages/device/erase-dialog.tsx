import { useState } from 'react';
import type { ResponseOf } from '#protocol/console-server.ts';
import { useAct } from '../../api/use-act.ts';
import { ReasonDialog } from '../../parts/reason-dialog.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import { useAnnounce } from '../../shell/announce.tsx';
import { useWords } from '../../shell/words.tsx';

/** Forgets a PC. Its name is typed, since nothing brings it back. */
export function EraseDialog(props: {
  readonly device: ResponseOf<'getDevice'>;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onErased: () => void;
}) {
  const { say, number } = useWords();
  const announce = useAnnounce();
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  const { device, open } = props;
  const erase = useAct('eraseDevice', ['listDevices', 'listUnits', 'getOverview']);
  const close = (): void => {
    setTyped('');
    setWrong(false);
    erase.reset();
    props.onClose();
  };
  return (
    <ReasonDialog
      open={open}
      title={say('devices.one.erase.title', { host: device.hostName })}
      lead={say('devices.one.erase.lead')}
      verb={say('devices.one.erase')}
      danger
      busy={erase.isPending}
      fault={erase.error}
      onClose={close}
      onDo={(reason) => {
        if (typed.trim() !== device.hostName) return setWrong(true);
        erase.mutate(
          { params: { device: device.device }, body: { reason } },
          {
            onSuccess: ({ events, exemptions, audit }) => {
              const [told, granted, texts] = [events, exemptions, audit].map((count) => number(count));
              announce(
                say('devices.one.erased', {
                  events: told ?? '',
                  exemptions: granted ?? '',
                  audit: texts ?? '',
                }),
              );
              props.onErased();
            },
          },
        );
      }}
    >
      <TextLine
        label={say('devices.one.erase.type', { host: device.hostName })}
        value={typed}
        onType={(value) => {
          setTyped(value);
          setWrong(false);
        }}
        fault={wrong ? say('devices.one.erase.wrong') : undefined}
      />
    </ReasonDialog>
  );
}
