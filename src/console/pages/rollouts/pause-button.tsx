import { Button, Textfield } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { useAct } from '../../api/use-act.ts';
import { ReasonDialog } from '../../parts/reason-dialog.tsx';
import { useAnnounce } from '../../shell/announce.tsx';
import { useWords } from '../../shell/words.tsx';

/** Pauses a ban for some hours. */
export function PauseButton({ ban }: { readonly ban: string }) {
  const { say } = useWords();
  const announce = useAnnounce();
  const [open, setOpen] = useState(false);
  const [hours, setHours] = useState('24');
  const [wrong, setWrong] = useState(false);
  const pause = useAct('pauseBan', ['listPauses', 'listBans']);
  const close = (): void => {
    setOpen(false);
    pause.reset();
  };
  return (
    <>
      <Button variant="secondary" onClick={() => setOpen(true)}>
        {say('rollouts.pause')}
      </Button>
      <ReasonDialog
        open={open}
        title={say('rollouts.pause')}
        lead={say('rollouts.pause.lead')}
        verb={say('rollouts.pause')}
        busy={pause.isPending}
        fault={pause.error}
        onClose={close}
        onDo={(reason) => {
          const wanted = Number(hours);
          const fits = Number.isInteger(wanted) && wanted >= 1 && wanted <= 72;
          setWrong(!fits);
          if (fits)
            pause.mutate(
              { params: { ban }, body: { hours: wanted, reason } },
              {
                onSuccess: () => {
                  announce(say('shell.saved'));
                  close();
                },
              },
            );
        }}
      >
        <Textfield
          label={say('rollouts.pause.hours')}
          inputMode="numeric"
          value={hours}
          onChange={({ target }) => setHours(target.value)}
          {...(wrong ? { error: say('editor.wrong-number') } : {})}
        />
      </ReasonDialog>
    </>
  );
}
