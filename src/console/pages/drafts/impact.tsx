import { Alert, Button, Paragraph } from '@digdir/designsystemet-react';
import { isProblem } from '../../api/problem.ts';
import { useAct } from '../../api/use-act.ts';
import { useOperation } from '../../api/use-operation.ts';
import { ProgressBar } from '../../parts/bars.tsx';
import { Section } from '../../parts/section.tsx';
import { Fault } from '../../parts/states.tsx';
import { useWords } from '../../shell/words.tsx';
import { nameOfId } from '../../view-models/app-name.ts';
import { appsOfDraft, sameApps } from '../../view-models/impact.ts';
import type { DraftDetail } from './draft-page.tsx';

/** How many PCs have the apps of this draft, as an estimate that points at nobody. */
export function Impact({ detail }: { readonly detail: DraftDetail }) {
  const { say, number, percent } = useWords();
  const apps = appsOfDraft(detail);
  const previews = useOperation('listPreviews');
  const create = useAct('createPreview', ['listPreviews']);
  const last =
    create.data?.preview ?? previews.data?.previews.find((one) => sameApps(one.apps, apps))?.preview;
  const asked = useOperation(
    'getPreview',
    { params: { preview: last ?? '' } },
    { enabled: last !== undefined, every: create.data === undefined ? false : 3_000 },
  );
  const preview = asked.data;
  const tooFew = isProblem(create.error, 'terms-forbid');
  return (
    <Section title={say('drafts.impact')}>
      {apps.length === 0 ? (
        <Paragraph className="quiet">{say('drafts.impact.no-apps')}</Paragraph>
      ) : (
        <>
          <Paragraph className="quiet">{say('drafts.impact.how')}</Paragraph>
          {preview !== undefined && (
            <div aria-live="polite" className="section">
              <ProgressBar
                share={preview.devices === 0 ? 0 : preview.answered / preview.devices}
                words={say('drafts.impact.answered', {
                  answered: number(preview.answered),
                  devices: number(preview.devices),
                })}
              />
              <ul className="points">
                {preview.estimates
                  .filter(({ app }) => apps.includes(app))
                  .map(({ app, devices, margin, share }) => (
                    <li key={app}>
                      {say('drafts.impact.estimate', {
                        app: nameOfId(app),
                        devices: number(devices),
                        margin: number(margin),
                        share: percent(share, 1),
                      })}
                    </li>
                  ))}
              </ul>
            </div>
          )}
          {tooFew ? (
            <Alert data-color="info">
              <Paragraph>{say('drafts.impact.too-few')}</Paragraph>
            </Alert>
          ) : (
            <Fault fault={create.error} />
          )}
          <div className="buttons">
            <Button
              variant="secondary"
              loading={create.isPending || preview?.state === 'asking'}
              onClick={() => create.mutate({ body: { apps: [...apps] } })}
            >
              {say(preview === undefined ? 'drafts.impact.ask' : 'drafts.impact.again')}
            </Button>
          </div>
        </>
      )}
    </Section>
  );
}
