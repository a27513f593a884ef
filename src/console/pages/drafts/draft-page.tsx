import { Alert, Details, Paragraph } from '@digdir/designsystemet-react';
import { useParams } from '@tanstack/react-router';
import type { ResponseOf } from '#protocol/console-server.ts';
import { useOperation } from '../../api/use-operation.ts';
import { namesOf } from '../../parts/language-names.ts';
import { Section } from '../../parts/section.tsx';
import { Answered } from '../../parts/states.tsx';
import { Go } from '../../shell/go.tsx';
import { PageFrame } from '../../shell/page-frame.tsx';
import { useMay, useSession } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';
import { nameOfId } from '../../view-models/app-name.ts';
import { draftSteps } from '../../view-models/draft-steps.ts';
import { DraftActions } from './draft-actions.tsx';
import { DraftFault } from './draft-fault.tsx';
import { DraftChanges } from './draft-changes.tsx';
import { DraftStateTag } from './drafts-page.tsx';
import { Impact } from './impact.tsx';

export type DraftDetail = ResponseOf<'getDraft'>;

/** One draft: what it changes, whom that touches, what is wrong or missing, and the way out. */
export function DraftPage() {
  const { draft } = useParams({ from: '/inside/drafts/$draft' });
  const { say } = useWords();
  const detail = useOperation('getDraft', { params: { draft } });
  const crumbs = [<Go to="/drafts">{say('drafts.title')}</Go>];
  const { data } = detail;
  return (
    <PageFrame title={data?.title ?? say('bans.new.draft')} crumbs={crumbs}>
      <Answered query={detail} lines={8}>
        {(answer) => <Draft detail={answer} />}
      </Answered>
    </PageFrame>
  );
}

function Draft({ detail }: { readonly detail: DraftDetail }) {
  const { say } = useWords();
  const may = useMay();
  const { session } = useSession();
  const steps = draftSteps(
    detail,
    { name: session?.operator?.name ?? '', edits: may('editor'), approves: may('approver') },
    detail.faults.length > 0,
  );
  return (
    <>
      <div className="tags">
        <DraftStateTag state={detail.state} />
        <span className="quiet">
          {say('drafts.based-on', { author: detail.author, version: String(detail.basedOn) })} ·{' '}
          {say('drafts.changed-by', { name: detail.changedBy, at: detail.changedAt })}
        </span>
      </div>
      {detail.published !== undefined && (
        <Alert data-color="success">
          <Paragraph>
            <Go to="/rollouts/$version" params={{ version: String(detail.published) }}>
              {say('drafts.published-as', { version: String(detail.published) })}
            </Go>
          </Paragraph>
        </Alert>
      )}
      <DraftActions detail={detail} steps={steps} />
      {detail.faults.length > 0 && (
        <Section title={say('drafts.faults')}>
          <Alert data-color="danger">
            <ul className="points">
              {detail.faults.map((fault) => (
                <li key={`${fault.file}:${fault.line}:${fault.column}:${fault.message}`}>
                  <DraftFault detail={detail} fault={fault} />
                </li>
              ))}
            </ul>
          </Alert>
        </Section>
      )}
      <Section title={say('drafts.changes')}>
        <DraftChanges detail={detail} steps={steps} />
      </Section>
      {detail.missingTexts.length > 0 && (
        <Section title={say('drafts.missing')}>
          <ul className="points">
            {detail.missingTexts.map(({ unit, ban, field, languages }) => (
              <li key={`${unit}/${ban}/${field}`}>
                {say('drafts.missing.row', {
                  ban: nameOfId(ban),
                  field: field === 'furtherReading' ? 'reading' : field,
                  languages: namesOf(languages),
                })}
              </li>
            ))}
          </ul>
        </Section>
      )}
      {may('editor') && <Impact detail={detail} />}
      <Section title={say('drafts.review')}>
        <Reviews detail={detail} />
      </Section>
      <Section title={say('drafts.files')}>
        {detail.files.map(({ name, text }) => (
          <Details key={name}>
            <Details.Summary>{name}</Details.Summary>
            <Details.Content>
              <pre className="file" tabIndex={0}>
                {text}
              </pre>
            </Details.Content>
          </Details>
        ))}
      </Section>
    </>
  );
}

function Reviews({ detail: { reviews, needsApproval, approvedBy } }: { readonly detail: DraftDetail }) {
  const { say } = useWords();
  return (
    <>
      {needsApproval && approvedBy.length === 0 && <Paragraph>{say('drafts.review.needed')}</Paragraph>}
      {!needsApproval && reviews.length === 0 && (
        <Paragraph className="quiet">{say('rollouts.measure.no-limit')}</Paragraph>
      )}
      {reviews.length > 0 && (
        <ul className="points">
          {reviews.map(({ by, at, as, reason, current }) => (
            <li key={`${by} ${at}`}>
              {say('drafts.review.row', { as, by, at })}
              {reason !== undefined && <>: {reason}</>}{' '}
              {!current && <span className="quiet">({say('drafts.review.past')})</span>}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
