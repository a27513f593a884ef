import { useCallback, useEffect, useState } from 'react';
import { useAct } from '../../api/use-act.ts';
import { useOperation } from '../../api/use-operation.ts';
import { ReasonDialog } from '../../parts/reason-dialog.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import { useAnnounce } from '../../shell/announce.tsx';
import { useWords } from '../../shell/words.tsx';
import { longestDays } from '../../view-models/exemptions.ts';
import { wholeNumber } from '../../view-models/typed.ts';
import { BanChoice } from './ban-choice.tsx';
import { DeviceChoice } from './device-choice.tsx';

const empty = { device: '', ban: '', account: '', purpose: '', days: '7' };

/** Exempts somebody who did not ask through the tray. */
export function GrantDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { say, number } = useWords();
  const announce = useAnnounce();
  const [form, setForm] = useState(empty);
  const [tried, setTried] = useState(false);
  const bans = useOperation('listBans');
  const grant = useAct('grantExemption', ['listExemptions', 'getOverview']);
  const { reset } = grant;
  useEffect(() => {
    if (open) return;
    setForm(empty);
    setTried(false);
    reset();
  }, [open, reset]);
  const set = (changes: Partial<typeof empty>): void => setForm((before) => ({ ...before, ...changes }));
  const chooseDevice = useCallback((device: string) => setForm((before) => ({ ...before, device })), []);
  const most = longestDays(bans.data?.bans.find(({ ban }) => ban.id === form.ban)?.ban.exemptions);
  const days = wholeNumber(form.days, 1, most);
  const purpose = form.purpose.trim();
  const account = form.account.trim();
  const submit = (): void => {
    setTried(true);
    if (form.device === '' || form.ban === '' || purpose === '' || days === undefined) return;
    const from = Date.now();
    grant.mutate(
      {
        body: {
          device: form.device,
          ban: form.ban,
          purpose,
          from,
          until: from + days * 86_400_000,
          ...(account === '' ? {} : { account }),
        },
      },
      {
        onSuccess: ({ state }) => {
          announce(say(state === 'half-approved' ? 'exemptions.half' : 'exemptions.granted'));
          onClose();
        },
      },
    );
  };
  return (
    <ReasonDialog
      open={open}
      title={say('exemptions.grant')}
      verb={say('exemptions.grant.do')}
      needsReason={false}
      busy={grant.isPending}
      fault={grant.error}
      onClose={onClose}
      onDo={submit}
    >
      <DeviceChoice
        value={form.device}
        onChoose={chooseDevice}
        fault={tried && form.device === '' ? say('exemptions.device.missing') : undefined}
      />
      <BanChoice
        value={form.ban}
        onChoose={(ban) => set({ ban })}
        fault={tried && form.ban === '' ? say('exemptions.ban.missing') : undefined}
      />
      <TextLine
        label={say('exemptions.account')}
        value={form.account}
        onType={(typed) => set({ account: typed })}
        longest={128}
      />
      <TextLine
        label={say('exemptions.purpose')}
        value={form.purpose}
        onType={(typed) => set({ purpose: typed })}
        fault={tried && purpose === '' ? say('exemptions.purpose.missing') : undefined}
      />
      <TextLine
        label={say('exemptions.approve.days')}
        numeric
        value={form.days}
        onType={(typed) => set({ days: typed })}
        fault={tried && days === undefined ? say('exemptions.days.wrong', { most: number(most) }) : undefined}
      />
    </ReasonDialog>
  );
}
