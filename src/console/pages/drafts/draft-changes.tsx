import { Button, Paragraph } from '@digdir/designsystemet-react';
import { useAct } from '../../api/use-act.ts';
import { Fault } from '../../parts/states.tsx';
import { EffectTag } from '../../parts/tags.tsx';
import { Go, GoButton } from '../../shell/go.tsx';
import { useWords } from '../../shell/words.tsx';
import { nameOfBan, nameOfId } from '../../view-models/app-name.ts';
import type { DraftSteps } from '../../view-models/draft-steps.ts';
import type { DraftDetail } from './draft-page.tsx';

/** What differs from the policy in force, in words; each new or changed ban leads to its editor. */
export function DraftChanges({
  detail,
  steps,
}: {
  readonly detail: DraftDetail;
  readonly steps: DraftSteps;
}) {
  const { say } = useWords();
  const { diff } = detail;
  const remove = useAct('removeDraftBan', ['getDraft', 'listDrafts']);
  if (diff === undefined) return <FaultyBans detail={detail} />;
  const empty = diff.bans.length === 0 && diff.adoptionsOf.length === 0 && !diff.organisationChanged;
  return (
    <>
      <Fault fault={remove.error} />
      {empty && <Paragraph className="quiet">{say('drafts.changes.none')}</Paragraph>}
      <ul className="rows">
        {diff.bans.map(({ unit, ban, change, before, after, fields }) => (
          <li key={`${unit}/${ban}`} className="row-between">
            <span className="row-stack">
              {change === 'removed' ? (
                say('drafts.change.ban', { change, ban: nameOfId(ban), unit })
              ) : (
                <Go to="/drafts/$draft/bans/$unit/$ban" params={{ draft: detail.draft, unit, ban }}>
                  {say('drafts.change.ban', { change, ban: nameOfId(ban), unit })}
                </Go>
              )}
              {fields.length > 0 && (
                <span className="quiet">{say('drafts.change.fields', { fields: fields.join(', ') })}</span>
              )}
            </span>
            <span className="tags">
              {before !== undefined && before !== after && (
                <>
                  <EffectTag effect={before} /> <span aria-hidden="true">→</span>
                </>
              )}
              <EffectTag effect={after ?? 'none'} />
              {steps.edit && change === 'added' && (
                <Button
                  variant="tertiary"
                  data-size="sm"
                  aria-label={say('bans.new.unchoose', { app: nameOfId(ban) })}
                  disabled={remove.isPending}
                  onClick={() =>
                    remove.mutate({
                      params: { draft: detail.draft, unit, ban },
                      body: { revision: detail.revision },
                    })
                  }
                >
                  <span aria-hidden="true">×</span>
                </Button>
              )}
            </span>
          </li>
        ))}
        {diff.adoptionsOf.map((unit) => (
          <li key={unit} className="row-between">
            {say('drafts.change.adoptions', { unit })}
          </li>
        ))}
        {diff.organisationChanged && <li className="row-between">{say('drafts.change.organisation')}</li>}
      </ul>
      {steps.edit && (
        <div className="buttons">
          <GoButton
            to="/bans/new"
            variant="secondary"
            {...(detail.state === 'open' ? { search: { draft: detail.draft } } : {})}
          >
            {say('bans.new')}
          </GoButton>
        </div>
      )}
    </>
  );
}

/** While there are faults nothing is compared; the bans lead to their editors, where the faults stand too. */
function FaultyBans({ detail: { draft, content } }: { readonly detail: DraftDetail }) {
  const { say } = useWords();
  const bans = (content?.policies ?? []).flatMap(({ unit, bans: own }) => own.map((ban) => ({ unit, ban })));
  return (
    <>
      <Paragraph className="quiet">{say('drafts.changes.unknown')}</Paragraph>
      <ul className="rows">
        {bans.map(({ unit, ban }) => (
          <li key={`${unit}/${ban.id}`} className="row-between">
            <Go to="/drafts/$draft/bans/$unit/$ban" params={{ draft, unit, ban: ban.id }}>
              {nameOfBan(ban)}
            </Go>
            <EffectTag effect={ban.effect} />
          </li>
        ))}
      </ul>
    </>
  );
}
