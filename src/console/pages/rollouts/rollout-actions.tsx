import { Button } from '@digdir/designsystemet-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ResponseOf } from '#protocol/console-server.ts';
import { useAct } from '../../api/use-act.ts';
import { ReasonDialog } from '../../parts/reason-dialog.tsx';
import { Fault } from '../../parts/states.tsx';
import { useAnnounce } from '../../shell/announce.tsx';
import { useMay } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';

const changes = ['getRollout', 'listRollouts', 'listPauses', 'getOverview'] as const;

/** Promote, halt, resume, and the way back, which is a draft. */
export function RolloutActions({ rollout }: { readonly rollout: ResponseOf<'getRollout'> }) {
  const { say } = useWords();
  const announce = useAnnounce();
  const may = useMay();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<'halt' | 'resume' | 'revert'>();
  const promote = useAct('promoteRollout', changes);
  const halt = useAct('haltRollout', changes);
  const resume = useAct('resumeRollout', changes);
  const revert = useAct('createDraft', ['listDrafts']);
  const { version, state } = rollout;
  const params = { version };
  const done = (): void => {
    setAsked(undefined);
    announce(say('shell.saved'));
  };
  const close = (): void => setAsked(undefined);
  return (
    <>
      {state === 'running' && may('approver', 'organisation') && (
        <Button loading={promote.isPending} onClick={() => promote.mutate({ params }, { onSuccess: done })}>
          {say('rollouts.promote')}
        </Button>
      )}
      {state === 'halted' && may('approver', 'organisation') && (
        <Button onClick={() => setAsked('resume')}>{say('rollouts.resume')}</Button>
      )}
      {state === 'running' && may('editor', 'organisation') && (
        <Button variant="secondary" onClick={() => setAsked('halt')}>
          {say('rollouts.halt')}
        </Button>
      )}
      {version > 1 && state !== 'superseded' && may('editor', 'organisation') && (
        <Button variant="tertiary" onClick={() => setAsked('revert')}>
          {say('rollouts.revert')}
        </Button>
      )}
      <Fault fault={promote.error} />
      <ReasonDialog
        open={asked === 'halt'}
        title={say('rollouts.halt')}
        lead={say('rollouts.halt.lead')}
        verb={say('rollouts.halt')}
        danger
        busy={halt.isPending}
        fault={halt.error}
        onClose={close}
        onDo={(reason) => halt.mutate({ params, body: { reason } }, { onSuccess: done })}
      />
      <ReasonDialog
        open={asked === 'resume'}
        title={say('rollouts.resume')}
        verb={say('rollouts.resume')}
        busy={resume.isPending}
        fault={resume.error}
        onClose={close}
        onDo={(reason) => resume.mutate({ params, body: { reason } }, { onSuccess: done })}
      />
      <ReasonDialog
        open={asked === 'revert'}
        needsReason={false}
        title={say('rollouts.revert')}
        lead={say('rollouts.revert.lead', { version: String(version - 1) })}
        verb={say('drafts.new')}
        busy={revert.isPending}
        fault={revert.error}
        onClose={close}
        onDo={() =>
          revert.mutate(
            {
              body: {
                title: say('rollouts.revert.title', { version: String(version - 1) }),
                revertTo: version - 1,
              },
            },
            { onSuccess: ({ draft }) => void navigate({ to: '/drafts/$draft', params: { draft } }) },
          )
        }
      />
    </>
  );
}
