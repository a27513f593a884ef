import { Paragraph } from '@digdir/designsystemet-react';
import { useCallback, useEffect, useState } from 'react';
import { useAct } from '../../api/use-act.ts';
import { ReasonDialog } from '../../parts/reason-dialog.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import { useWords } from '../../shell/words.tsx';
import { challengeIn } from '../../view-models/exemptions.ts';
import { wholeNumber } from '../../view-models/typed.ts';
import { BanChoice } from './ban-choice.tsx';
import { DeviceChoice } from './device-choice.tsx';
import { SpelledCode } from './spelled-code.tsx';

const empty = { device: '', ban: '', challenge: '', hours: '4', account: '', purpose: '' };

/** Answers the challenge that a person on the telephone reads out. */
export function CodeDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { say } = useWords();
  const [form, setForm] = useState(empty);
  const [tried, setTried] = useState(false);
  const make = useAct('answerOfflineCode', ['listExemptions', 'getOverview']);
  const { reset } = make;
  useEffect(() => {
    if (open) return;
    setForm(empty);
    setTried(false);
    reset();
  }, [open, reset]);
  const set = (changes: Partial<typeof empty>): void => setForm((before) => ({ ...before, ...changes }));
  const chooseDevice = useCallback((device: string) => setForm((before) => ({ ...before, device })), []);
  const challenge = challengeIn(form.challenge);
  const hours = wholeNumber(form.hours, 1, 72);
  const purpose = form.purpose.trim();
  const account = form.account.trim();
  const answer = make.data;
  if (answer?.code !== undefined)
    return <SpelledCode open={open} code={answer.code} until={answer.until} onClose={onClose} />;
  const submit = (): void => {
    setTried(true);
    if (form.device === '' || form.ban === '' || purpose === '') return;
    if (challenge === undefined || hours === undefined) return;
    make.mutate({
      body: {
        device: form.device,
        ban: form.ban,
        challenge,
        hours,
        purpose,
        ...(account === '' ? {} : { account }),
      },
    });
  };
  return (
    <ReasonDialog
      open={open}
      title={say('exemptions.code.title')}
      lead={say('exemptions.code.lead')}
      verb={say('exemptions.code.make')}
      needsReason={false}
      busy={make.isPending}
      fault={make.error}
      onClose={onClose}
      onDo={submit}
    >
      {answer !== undefined && (
        <Paragraph role="alert" className="strong">
          {say('exemptions.code.second')}
        </Paragraph>
      )}
      <DeviceChoice
        value={form.device}
        onChoose={chooseDevice}
        fault={tried && form.device === '' ? say('exemptions.device.missing') : undefined}
      />
      <BanChoice
        codes
        value={form.ban}
        onChoose={(ban) => set({ ban })}
        fault={tried && form.ban === '' ? say('exemptions.ban.missing') : undefined}
      />
      <TextLine
        label={say('exemptions.code.challenge')}
        value={form.challenge}
        onType={(typed) => set({ challenge: typed })}
        longest={20}
        fault={tried && challenge === undefined ? say('exemptions.code.challenge.wrong') : undefined}
      />
      <TextLine
        label={say('exemptions.code.hours')}
        numeric
        value={form.hours}
        onType={(typed) => set({ hours: typed })}
        fault={tried && hours === undefined ? say('exemptions.days.wrong', { most: '72' }) : undefined}
      />
      <TextLine
        label={say('exemptions.purpose')}
        value={form.purpose}
        onType={(typed) => set({ purpose: typed })}
        fault={tried && purpose === '' ? say('exemptions.purpose.missing') : undefined}
      />
      <TextLine
        label={say('exemptions.account')}
        value={form.account}
        onType={(typed) => set({ account: typed })}
        longest={128}
      />
    </ReasonDialog>
  );
}
