import { useEffect, useState } from 'react';
import type { Ban } from '#policy/ban.ts';
import type { OperationId } from '#protocol/console-server.ts';
import { useAct } from '../../api/use-act.ts';
import { ReasonDialog } from '../../parts/reason-dialog.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import { useAnnounce } from '../../shell/announce.tsx';
import { useWords } from '../../shell/words.tsx';
import { nameOfId } from '../../view-models/app-name.ts';
import { longestDays, type Exemption } from '../../view-models/exemptions.ts';
import { wholeNumber } from '../../view-models/typed.ts';
import { SpelledCode } from './spelled-code.tsx';

type Asked = { readonly exemption: Exemption; readonly open: boolean; readonly onClose: () => void };
const changed: readonly OperationId[] = ['listExemptions', 'getOverview'];

function useTitle(exemption: Exemption): { readonly who: string; readonly ban: string } {
  const { say } = useWords();
  return {
    who: `${exemption.account ?? say('exemptions.everybody')} (${exemption.hostName ?? exemption.device.slice(0, 8)})`,
    ban: nameOfId(exemption.ban),
  };
}

export function ApproveDialog(props: Asked & { readonly terms: Ban['exemptions'] | undefined }) {
  const { say, number } = useWords();
  const announce = useAnnounce();
  const { exemption, open } = props;
  const [days, setDays] = useState(String(exemption.days));
  const [note, setNote] = useState('');
  const [tried, setTried] = useState(false);
  const approve = useAct('approveRequest', changed);
  const title = useTitle(exemption);
  const most = longestDays(props.terms);
  const wanted = wholeNumber(days, 1, most);
  // A code comes for hours; days have no meaning there.
  const byCode = exemption.withCode === true;
  useEffect(() => {
    if (!open) setTried(false);
  }, [open]);
  const code = approve.data?.offlineCode;
  const close = (): void => {
    approve.reset();
    props.onClose();
  };
  if (code !== undefined && approve.data?.until !== undefined)
    return <SpelledCode open={open} code={code} until={approve.data.until} onClose={close} />;
  return (
    <ReasonDialog
      open={open}
      title={say('exemptions.approve.title', title)}
      verb={say('exemptions.approve')}
      needsReason={false}
      busy={approve.isPending}
      fault={approve.error}
      onClose={close}
      onDo={() => {
        setTried(true);
        if (wanted === undefined && !byCode) return;
        const reason = note.trim();
        approve.mutate(
          {
            params: { exemption: exemption.exemption },
            body: {
              ...(byCode || wanted === undefined ? {} : { days: wanted }),
              ...(reason === '' ? {} : { reason }),
            },
          },
          {
            onSuccess: ({ state, offlineCode }) => {
              announce(say(state === 'half-approved' ? 'exemptions.half' : 'exemptions.approved'));
              if (offlineCode === undefined) close();
            },
          },
        );
      }}
    >
      {!byCode && (
        <TextLine
          label={say('exemptions.approve.days')}
          numeric
          value={days}
          onType={setDays}
          fault={
            tried && wanted === undefined ? say('exemptions.days.wrong', { most: number(most) }) : undefined
          }
        />
      )}
      <TextLine label={say('exemptions.approve.note')} value={note} onType={setNote} />
    </ReasonDialog>
  );
}

export function DenyDialog({ exemption, open, onClose }: Asked) {
  const { say } = useWords();
  const announce = useAnnounce();
  const deny = useAct('denyRequest', changed);
  const title = useTitle(exemption);
  return (
    <ReasonDialog
      open={open}
      title={say('exemptions.deny.title', title)}
      lead={say('exemptions.deny.lead')}
      verb={say('exemptions.deny')}
      busy={deny.isPending}
      fault={deny.error}
      onClose={onClose}
      onDo={(reason) =>
        deny.mutate(
          { params: { exemption: exemption.exemption }, body: { reason } },
          {
            onSuccess: () => {
              announce(say('exemptions.denied'));
              onClose();
            },
          },
        )
      }
    />
  );
}

export function WithdrawDialog({ exemption, open, onClose }: Asked) {
  const { say } = useWords();
  const announce = useAnnounce();
  const withdraw = useAct('withdrawExemption', changed);
  const title = useTitle(exemption);
  return (
    <ReasonDialog
      open={open}
      title={say('exemptions.withdraw.title', title)}
      lead={say('exemptions.withdraw.lead')}
      verb={say('exemptions.withdraw')}
      danger
      busy={withdraw.isPending}
      fault={withdraw.error}
      onClose={onClose}
      onDo={(reason) =>
        withdraw.mutate(
          { params: { exemption: exemption.exemption }, body: { reason } },
          {
            onSuccess: () => {
              announce(say('exemptions.withdrawn'));
              onClose();
            },
          },
        )
      }
    />
  );
}
