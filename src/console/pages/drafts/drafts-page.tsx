import { Button, Paragraph, Tag, Textfield } from '@digdir/designsystemet-react';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ResponseOf } from '#protocol/console-server.ts';
import { useAct } from '../../api/use-act.ts';
import { useOperation } from '../../api/use-operation.ts';
import { ReasonDialog } from '../../parts/reason-dialog.tsx';
import { Section } from '../../parts/section.tsx';
import { Answered, Empty } from '../../parts/states.tsx';
import { Go } from '../../shell/go.tsx';
import { PageFrame } from '../../shell/page-frame.tsx';
import { useMay } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';
import { stateWord } from '../../view-models/draft-steps.ts';

type Draft = ResponseOf<'listDrafts'>['drafts'][number];
const alive = new Set<Draft['state']>(['open', 'in-review', 'approved', 'rejected']);

/** Drafts that are being worked on, and those that are over. */
export function DraftsPage() {
  const { say } = useWords();
  const may = useMay();
  const drafts = useOperation('listDrafts');
  return (
    <PageFrame title={say('drafts.title')} lead={say('drafts.lead')} actions={may('editor') && <NewDraft />}>
      <Answered query={drafts}>
        {({ drafts: all }) =>
          all.length === 0 ? (
            <Empty title={say('drafts.none')} />
          ) : (
            <>
              <Section title={say('drafts.open-ones')}>
                <DraftList drafts={all.filter(({ state }) => alive.has(state))} />
              </Section>
              {all.some(({ state }) => !alive.has(state)) && (
                <Section title={say('drafts.closed-ones')}>
                  <DraftList drafts={all.filter(({ state }) => !alive.has(state)).slice(0, 50)} />
                </Section>
              )}
            </>
          )
        }
      </Answered>
    </PageFrame>
  );
}

const colours = {
  open: 'neutral',
  'in-review': 'warning',
  approved: 'success',
  published: 'info',
  rejected: 'danger',
  abandoned: 'neutral',
} as const;

export function DraftStateTag({ state }: { readonly state: Draft['state'] }) {
  const { say } = useWords();
  return <Tag data-color={colours[state]}>{say('drafts.state', { state: stateWord(state) })}</Tag>;
}

function DraftList({ drafts }: { readonly drafts: readonly Draft[] }) {
  const { say } = useWords();
  if (drafts.length === 0) return <Paragraph className="quiet">{say('drafts.none')}</Paragraph>;
  return (
    <ul className="rows">
      {drafts.map((draft) => (
        <li key={draft.draft} className="row-between">
          <span className="row-stack">
            <Go to="/drafts/$draft" params={{ draft: draft.draft }}>
              {draft.title}
            </Go>
            <span className="quiet">
              {say('drafts.changed-by', { name: draft.changedBy, at: draft.changedAt })}
              {draft.published !== undefined &&
                ` · ${say('drafts.published-as', { version: String(draft.published) })}`}
            </span>
          </span>
          <DraftStateTag state={draft.state} />
        </li>
      ))}
    </ul>
  );
}

function NewDraft() {
  const { say } = useWords();
  const navigate = useNavigate();
  const create = useAct('createDraft', ['listDrafts']);
  const [open, setOpen] = useState(false);
  const [title, setTitle] = useState('');
  const [missing, setMissing] = useState(false);
  return (
    <>
      <Button variant="secondary" onClick={() => setOpen(true)}>
        {say('drafts.new')}
      </Button>
      <ReasonDialog
        open={open}
        needsReason={false}
        title={say('drafts.new')}
        verb={say('drafts.new')}
        busy={create.isPending}
        fault={create.error}
        onClose={() => setOpen(false)}
        onDo={() => {
          const given = title.trim();
          setMissing(given === '');
          if (given !== '')
            create.mutate(
              { body: { title: given } },
              { onSuccess: ({ draft }) => void navigate({ to: '/drafts/$draft', params: { draft } }) },
            );
        }}
      >
        <Textfield
          label={say('drafts.name')}
          value={title}
          maxLength={300}
          onChange={({ target }) => setTitle(target.value)}
          {...(missing ? { error: say('editor.missing') } : {})}
        />
      </ReasonDialog>
    </>
  );
}
