import { Button, Checkbox, Fieldset, Paragraph, Radio } from '@digdir/designsystemet-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useAct } from '../../api/use-act.ts';
import { ReasonDialog } from '../../parts/reason-dialog.tsx';
import { Fault } from '../../parts/states.tsx';
import { useAnnounce } from '../../shell/announce.tsx';
import { useMay } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';
import type { DraftSteps } from '../../view-models/draft-steps.ts';
import type { DraftDetail } from './draft-page.tsx';

type Asked = 'publish' | 'reject' | 'abandon' | undefined;
const changes = ['getDraft', 'listDrafts', 'getOverview'] as const;

/** Everything that can be done with a draft now. */
export function DraftActions({
  detail,
  steps,
}: {
  readonly detail: DraftDetail;
  readonly steps: DraftSteps;
}) {
  const { say } = useWords();
  const announce = useAnnounce();
  const [asked, setAsked] = useState<Asked>();
  const submit = useAct('submitDraft', changes);
  const review = useAct('reviewDraft', changes);
  const abandon = useAct('abandonDraft', changes);
  const params = { draft: detail.draft };
  const body = { revision: detail.revision };
  const done = (): void => {
    setAsked(undefined);
    announce(say('shell.saved'));
  };
  const nothing = !steps.publish && !steps.submit && !steps.review && !steps.abandon;
  if (nothing && !steps.own) return null;
  return (
    <>
      {steps.own && <Paragraph className="quiet">{say('drafts.review.own')}</Paragraph>}
      <div className="buttons">
        {steps.review && (
          <>
            <Button
              loading={review.isPending && asked === undefined}
              onClick={() => review.mutate({ params, body: { ...body, as: 'approve' } }, { onSuccess: done })}
            >
              {say('drafts.approve')}
            </Button>
            <Button variant="secondary" onClick={() => setAsked('reject')}>
              {say('drafts.reject')}
            </Button>
          </>
        )}
        {steps.submit && (
          <Button
            loading={submit.isPending}
            onClick={() => submit.mutate({ params, body }, { onSuccess: done })}
          >
            {say('drafts.submit')}
          </Button>
        )}
        {steps.publish && (
          <Button variant={steps.submit ? 'secondary' : 'primary'} onClick={() => setAsked('publish')}>
            {say('drafts.publish')}
          </Button>
        )}
        {steps.abandon && (
          <Button variant="tertiary" onClick={() => setAsked('abandon')}>
            {say('drafts.abandon')}
          </Button>
        )}
      </div>
      {asked === undefined && <Fault fault={submit.error ?? review.error} />}
      <ReasonDialog
        open={asked === 'reject'}
        title={say('drafts.reject')}
        verb={say('drafts.reject')}
        busy={review.isPending}
        fault={review.error}
        onClose={() => setAsked(undefined)}
        onDo={(reason) =>
          review.mutate({ params, body: { ...body, as: 'reject', reason } }, { onSuccess: done })
        }
      />
      <ReasonDialog
        open={asked === 'abandon'}
        needsReason={false}
        danger
        title={say('drafts.abandon')}
        lead={say('drafts.abandon.lead')}
        verb={say('drafts.abandon')}
        busy={abandon.isPending}
        fault={abandon.error}
        onClose={() => setAsked(undefined)}
        onDo={() => abandon.mutate({ params, body }, { onSuccess: done })}
      />
      <PublishDialog detail={detail} open={asked === 'publish'} onClose={() => setAsked(undefined)} />
    </>
  );
}

/** How the release is to reach the PCs, and whether missing texts are taken on. */
function PublishDialog(props: {
  readonly detail: DraftDetail;
  readonly open: boolean;
  readonly onClose: () => void;
}) {
  const { detail, open, onClose } = props;
  const { say } = useWords();
  const may = useMay();
  const navigate = useNavigate();
  const [everyone, setEveryone] = useState(false);
  const [allow, setAllow] = useState(false);
  const publish = useAct('publishDraft', [
    'getDraft',
    'listDrafts',
    'listBans',
    'listRollouts',
    'getOverview',
    'getSession',
  ]);
  const hasRings = (detail.content?.server.rings ?? []).length > 0;
  const close = (): void => {
    publish.reset();
    onClose();
  };
  return (
    <ReasonDialog
      open={open}
      needsReason={false}
      title={say('drafts.publish')}
      lead={say('drafts.publish.lead')}
      verb={say('drafts.publish')}
      busy={publish.isPending}
      fault={publish.error}
      onClose={close}
      onDo={() =>
        publish.mutate(
          {
            params: { draft: detail.draft },
            body: {
              revision: detail.revision,
              ...(everyone ? { everyone } : {}),
              ...(allow ? { allowMissingTexts: true } : {}),
            },
          },
          {
            onSuccess: ({ version, state }) => {
              close();
              if (state === 'published')
                void navigate({ to: '/rollouts/$version', params: { version: String(version) } });
            },
          },
        )
      }
    >
      {hasRings && may('administrator', 'organisation') && (
        <Fieldset>
          <Fieldset.Legend>{say('drafts.publish.how')}</Fieldset.Legend>
          <Radio
            name="how"
            value="rings"
            label={say('drafts.publish.rings')}
            checked={!everyone}
            onChange={() => setEveryone(false)}
          />
          <Radio
            name="how"
            value="everyone"
            label={say('drafts.publish.everyone')}
            checked={everyone}
            onChange={() => setEveryone(true)}
          />
        </Fieldset>
      )}
      {detail.missingTexts.length > 0 && (
        <Checkbox
          label={say('drafts.missing.allow')}
          checked={allow}
          onChange={({ target }) => setAllow(target.checked)}
        />
      )}
      {publish.data?.state === 'awaiting-signature' && (
        <Paragraph>{say('drafts.awaiting-signature')}</Paragraph>
      )}
    </ReasonDialog>
  );
}
