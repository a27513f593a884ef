import { Alert, Paragraph } from '@digdir/designsystemet-react';
import { useParams } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import type { Ban } from '#policy/ban.ts';
import type { ResponseOf } from '#protocol/console-server.ts';
import { useOperation } from '../../api/use-operation.ts';
import { Answered, Fault, Loading } from '../../parts/states.tsx';
import { Go, GoButton } from '../../shell/go.tsx';
import { PageFrame } from '../../shell/page-frame.tsx';
import { useMay, useSession } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';
import { nameOfBan } from '../../view-models/app-name.ts';
import { serverFaultsOf } from '../../view-models/server-faults.ts';
import { draftSteps } from '../../view-models/draft-steps.ts';
import { UnknownPage } from '../unknown-page.tsx';
import { AudienceFields } from './audience-fields.tsx';
import { BasisFields } from './basis-fields.tsx';
import { EffectFields } from './effect-fields.tsx';
import { ExemptionFields } from './exemption-fields.tsx';
import { EditingProvider, useEditing } from './editing-context.ts';
import { MatcherFields } from './matcher-fields.tsx';
import { ServerFaults } from './server-faults.tsx';
import { Stale } from './stale.tsx';
import { TextFields } from './text-fields.tsx';
import { TimeFields } from './time-fields.tsx';
import { banOf, useBanEditing, type BanEditing } from './use-ban-editing.ts';

const NoticePreview = lazy(async () => ({ default: (await import('./notice-preview.tsx')).NoticePreview }));
type DraftDetail = ResponseOf<'getDraft'>;

/** One ban of a draft: its fields, and beside them what the employee will see. */
export function EditorPage() {
  const { draft, unit, ban } = useParams({ from: '/inside/drafts/$draft/bans/$unit/$ban' });
  const { say } = useWords();
  const detail = useOperation('getDraft', { params: { draft } });
  const served = detail.data === undefined ? undefined : banOf(detail.data, unit, ban);
  if (detail.data !== undefined && served === undefined) return <UnknownPage />;
  if (detail.data === undefined || served === undefined)
    return (
      <PageFrame title={say('editor.title', { ban })}>
        <Answered query={detail}>{() => null}</Answered>
      </PageFrame>
    );
  return <Editor key={`${draft}/${unit}/${ban}`} detail={detail.data} served={served} unit={unit} />;
}

function Editor(props: { readonly detail: DraftDetail; readonly served: Ban; readonly unit: string }) {
  const { detail, served, unit } = props;
  const { say } = useWords();
  const may = useMay();
  const { session } = useSession();
  const editing = useBanEditing(detail, served, unit);
  const { ban } = editing;
  const serverFaults = serverFaultsOf(detail, unit, ban.id);
  const params = { draft: detail.draft };
  const { edit } = draftSteps(
    detail,
    { name: session?.operator?.name ?? '', edits: may('editor'), approves: false },
    false,
  );
  const organisation = detail.content?.organisation;
  return (
    <PageFrame
      wide
      title={say('editor.title', { ban: nameOfBan(ban) })}
      crumbs={[
        <Go to="/drafts">{say('drafts.title')}</Go>,
        <Go to="/drafts/$draft" params={params}>
          {detail.title}
        </Go>,
      ]}
      actions={
        <GoButton to="/drafts/$draft" params={params}>
          {say('editor.to-draft')}
        </GoButton>
      }
    >
      {!edit && (
        <Alert data-color="info">
          <Paragraph>{say('editor.closed')}</Paragraph>
        </Alert>
      )}
      <Kept editing={editing} />
      <Fault fault={editing.fault} />
      {editing.theirs !== undefined && <Stale editing={editing} theirs={editing.theirs} detail={detail} />}
      <ServerFaults faults={serverFaults} />
      <div className="editor">
        <EditingProvider value={{ ...editing, serverFaults }}>
          <form className="form editor-form" noValidate onSubmit={(event) => event.preventDefault()}>
            <fieldset className="bare" disabled={!edit}>
              {ban.matcher !== undefined && <BanMatcher matcher={ban.matcher} />}
              <EffectFields />
              <AudienceFields units={organisation?.units ?? []} unit={unit} />
              <TimeFields />
              <ExemptionFields />
              <BasisFields />
              <TextFields languages={organisation?.languages ?? ['en']} />
            </fieldset>
          </form>
        </EditingProvider>
        {organisation !== undefined && (
          <aside className="editor-preview" aria-label={say('editor.preview')}>
            <Suspense fallback={<Loading />}>
              <NoticePreview ban={ban} organisation={organisation} />
            </Suspense>
          </aside>
        )}
      </div>
    </PageFrame>
  );
}

/** Where what was written is now; said aloud as it changes. */
function Kept({ editing: { state, savedAt } }: { readonly editing: BanEditing }) {
  const { say } = useWords();
  return (
    <p role="status" className="quiet kept">
      {state === 'saving'
        ? say('editor.saving')
        : state === 'unsaved'
          ? say('editor.unsaved')
          : savedAt === undefined
            ? say('editor.as-saved')
            : say('editor.saved', { at: savedAt })}
    </p>
  );
}

function BanMatcher({ matcher }: { readonly matcher: NonNullable<Ban['matcher']> }) {
  const { change, errorAt } = useEditing();
  return (
    <MatcherFields
      matcher={matcher}
      onChange={(next) => change({ matcher: next })}
      errorAt={(place) => errorAt(`/matcher${place}`)}
    />
  );
}
