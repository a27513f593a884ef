import { Alert, Button, Paragraph } from '@digdir/designsystemet-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { BodyOf, ResponseOf } from '#protocol/console-server.ts';
import { useApi } from '../../api/api-context.ts';
import { isProblem } from '../../api/problem.ts';
import { keyOf, useOperation } from '../../api/use-operation.ts';
import { Choice } from '../../parts/choice.tsx';
import { Answered, Fault } from '../../parts/states.tsx';
import { useAddress } from '../../shell/address.ts';
import { useAnnounce } from '../../shell/announce.tsx';
import { GoButton } from '../../shell/go.tsx';
import { useMay } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';

type Content = ResponseOf<'getPolicyContent'>['content'];
export type Organisation = BodyOf<'setDraftOrganisation'>['organisation'];
export type ServerSettings = BodyOf<'setDraftServer'>['server'];
type Change = { readonly organisation: Organisation } | { readonly server: ServerSettings };

/** What a form of the policy's settings works on. */
export type PolicyProps = {
  readonly content: Content;
  /** Writes the change into the draft, which is made where there is none. */
  readonly save: (change: Change) => void;
  readonly busy: boolean;
  readonly readOnly: boolean;
};

/**
 * Settings that are part of the policy: shown as they are in force, or as a draft has them. A change is written into a
 * draft, and takes effect when that is published.
 */
export function PolicyPart({ children }: { readonly children: (props: PolicyProps) => ReactNode }) {
  const { say } = useWords();
  const may = useMay();
  const [search, change] = useAddress();
  const wanted = search['draft'];
  const editing = useOperation(
    'getDraft',
    { params: { draft: wanted ?? '' } },
    { enabled: wanted !== undefined },
  );
  // A draft that is over is no place for changes: what is in force is shown again.
  const over = editing.data?.state === 'published' || editing.data?.state === 'abandoned';
  const draft = wanted === undefined || over ? undefined : editing.data;
  const inForce = useOperation('getPolicyContent', {}, { enabled: wanted === undefined || over });
  const save = useSave(draft, (saved) => change({ draft: saved }));
  const mayEdit = may('editor', 'organisation');
  const stale = isProblem(save.error, 'stale-draft');
  const again = (): void => {
    save.reset();
    void editing.refetch();
  };
  const props = { save: save.mutate, busy: save.isPending, readOnly: !mayEdit };
  return (
    <>
      <Paragraph>{say(mayEdit ? 'settings.draft.lead' : 'settings.readonly')}</Paragraph>
      {mayEdit && (
        <DraftChoice
          value={draft?.draft ?? ''}
          title={draft?.title}
          onChoose={(chosen) => change({ draft: chosen })}
        />
      )}
      {draft !== undefined && (
        <Alert data-color="info" className="fault">
          <Paragraph>{say('settings.draft.saved', { title: draft.title })}</Paragraph>
          <div className="buttons">
            <GoButton to="/drafts/$draft" params={{ draft: draft.draft }} variant="secondary">
              {say('settings.draft.open')}
            </GoButton>
          </div>
        </Alert>
      )}
      {stale ? (
        <Alert data-color="warning" role="alert" className="fault">
          <Paragraph>{say('settings.draft.stale')}</Paragraph>
          <Button variant="secondary" data-size="sm" onClick={again}>
            {say('settings.draft.reload')}
          </Button>
        </Alert>
      ) : (
        <Fault fault={save.error} />
      )}
      {draft === undefined ? (
        <Answered query={wanted === undefined || over ? inForce : { ...editing, data: undefined }}>
          {({ version, content }) => <div key={version}>{children({ ...props, content })}</div>}
        </Answered>
      ) : draft.content === undefined ? (
        <Alert data-color="warning">
          <Paragraph>{say('settings.draft.unreadable')}</Paragraph>
        </Alert>
      ) : (
        <div key={`${draft.draft}/${draft.revision}`}>{children({ ...props, content: draft.content })}</div>
      )}
    </>
  );
}

/** One draft may carry bans and settings together. */
function DraftChoice(props: {
  readonly value: string;
  readonly title: string | undefined;
  readonly onChoose: (draft: string) => void;
}) {
  const { say } = useWords();
  const drafts = useOperation('listDrafts', { query: { state: 'open' } });
  const open = drafts.data?.drafts ?? [];
  if (open.length === 0 && props.value === '') return null;
  const known = props.value === '' || open.some(({ draft }) => draft === props.value);
  return (
    <div className="form-narrow">
      <Choice
        label={say('settings.draft.into')}
        value={props.value}
        options={[
          { value: '', name: say('settings.draft.new') },
          ...(known ? [] : [{ value: props.value, name: props.title ?? props.value }]),
          ...open.map(({ draft, title, author }) => ({ value: draft, name: `${title} (${author})` })),
        ]}
        onChoose={props.onChoose}
      />
    </div>
  );
}

function useSave(draft: ResponseOf<'getDraft'> | undefined, onSaved: (draft: string) => void) {
  const { say } = useWords();
  const api = useApi();
  const client = useQueryClient();
  const announce = useAnnounce();
  return useMutation<ResponseOf<'getDraft'>, Error, Change>({
    mutationFn: async (change) => {
      const { draft: id, revision } =
        draft ?? (await api.call('createDraft', { body: { title: say('settings.draft.title') } }));
      const params = { draft: id };
      return 'organisation' in change
        ? api.call('setDraftOrganisation', {
            params,
            body: { revision, organisation: change.organisation },
          })
        : api.call('setDraftServer', { params, body: { revision, server: change.server } });
    },
    onSuccess: (saved) => {
      client.setQueryData(keyOf('getDraft', { params: { draft: saved.draft } }), saved);
      void client.invalidateQueries({ queryKey: ['listDrafts'] });
      announce(say('settings.draft.saved', { title: saved.title }));
      onSaved(saved.draft);
    },
  });
}

/** The button below each of these forms. */
export function SaveInDraft({ busy, readOnly }: Pick<PolicyProps, 'busy' | 'readOnly'>) {
  const { say } = useWords();
  if (readOnly) return null;
  return (
    <div className="buttons">
      <Button type="submit" loading={busy}>
        {say('settings.draft.save')}
      </Button>
    </div>
  );
}
