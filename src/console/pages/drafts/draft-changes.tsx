import { Button, Paragraph } from '@digdir/designsystemet-react';
import { useAct } from '../../api/use-act.ts';
import { useOperation } from '../../api/use-operation.ts';
import { Fault } from '../../parts/states.tsx';
import { EffectTag } from '../../parts/tags.tsx';
import { useUnitName } from '../../parts/use-unit-name.ts';
import { Go, GoButton } from '../../shell/go.tsx';
import { useWords } from '../../shell/words.tsx';
import { nameOfBan, nameOfId } from '../../view-models/app-name.ts';
import type { DraftSteps } from '../../view-models/draft-steps.ts';
import { answerChanges, banIn } from '../../view-models/draft-answers.ts';
import { ChangedAnswer } from './changed-answers.tsx';
import { ChangedFields } from './changed-fields.tsx';
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
  const unitName = useUnitName();
  const { diff } = detail;
  const remove = useAct('removeDraftBan', ['getDraft', 'listDrafts']);
  // What it said before; version 0 is no policy at all.
  const base = useOperation(
    'getPolicyContent',
    { query: { version: diff?.from ?? 0 } },
    { enabled: (diff?.from ?? 0) > 0 },
  );
  if (diff === undefined) return <FaultyBans detail={detail} />;
  const { content } = detail;
  const was = base.data?.content;
  const answers = content === undefined ? [] : answerChanges(diff.adoptionsOf, was, content);
  const empty =
    diff.bans.length === 0 &&
    diff.adoptionsOf.length === 0 &&
    !diff.organisationChanged &&
    diff.serverChanged !== true;
  return (
    <>
      <Fault fault={remove.error} />
      <Fault fault={base.error} again={() => void base.refetch()} />
      {empty && <Paragraph className="quiet">{say('drafts.changes.none')}</Paragraph>}
      <ul className="rows">
        {diff.bans.map(({ unit, ban, change, before, after, fields }) => {
          const [old, now] = [banIn(was, unit, ban), banIn(content, unit, ban)];
          const shown = old ?? now;
          const name = shown === undefined ? nameOfId(ban) : nameOfBan(shown);
          return (
            <li key={`${unit}/${ban}`} className="row-between">
              <span className="row-stack">
                {change === 'removed' ? (
                  say('drafts.change.ban', { change, ban: name, unit: unitName(unit) })
                ) : (
                  <Go to="/drafts/$draft/bans/$unit/$ban" params={{ draft: detail.draft, unit, ban }}>
                    {say('drafts.change.ban', { change, ban: name, unit: unitName(unit) })}
                  </Go>
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
                    aria-label={say('bans.new.unchoose', { app: name })}
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
              {fields.length > 0 && old !== undefined && now !== undefined && (
                <ChangedFields before={old} after={now} />
              )}
            </li>
          );
        })}
        {answers.map((one) => (
          <ChangedAnswer key={`${one.unit} ${one.ban}`} change={one} />
        ))}
        {diff.serverChanged === true && <li className="row-between">{say('drafts.change.server')}</li>}
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
