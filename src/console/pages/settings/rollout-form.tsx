import { Button, Checkbox, Fieldset, Paragraph, ValidationMessage } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { Choice } from '../../parts/choice.tsx';
import { Section } from '../../parts/section.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import { useWords } from '../../shell/words.tsx';
import {
  brakeFields,
  brakeForm,
  brakeOf,
  reminderDays,
  ringOf,
  ringRow,
  type RingRow,
} from '../../view-models/server-edit.ts';
import { SaveInDraft, type PolicyProps } from './policy-part.tsx';

type KeyedRing = RingRow & { readonly key: number };
const newRing = { id: '', name: '', by: 'percent', percent: '10', labels: '', soak: '24' } as const;

/** Who must agree, who gets a release first, and when it stops by itself. */
export function RolloutForm({ content, save, busy, readOnly }: PolicyProps) {
  const { say } = useWords();
  const before = content.server;
  const [fourEyes, setFourEyes] = useState(before.policyReview === 'four-eyes');
  const [days, setDays] = useState((before.reviewReminderDays ?? [30, 14, 3]).join(' '));
  const [rings, setRings] = useState<readonly KeyedRing[]>(() =>
    (before.rings ?? []).map((ring, key) => ({ ...ringRow(ring), key })),
  );
  const [brake, setBrake] = useState(() => brakeForm(before.brake));
  const [tried, setTried] = useState(false);
  const wantedRings = rings.flatMap((row) => ringOf(row) ?? []);
  const ringsRight = wantedRings.length === rings.length;
  const wantedBrake = brakeOf(brake);
  const wantedDays = reminderDays(days);
  const submit = (): void => {
    setTried(true);
    if (!ringsRight || wantedBrake === undefined || wantedDays === undefined) return;
    const { rings: _, brake: __, ...rest } = before;
    save({
      server: {
        ...rest,
        policyReview: fourEyes ? 'four-eyes' : 'none',
        reviewReminderDays: wantedDays,
        ...(wantedRings.length === 0 ? {} : { rings: wantedRings }),
        ...(Object.keys(wantedBrake).length === 0 ? {} : { brake: wantedBrake }),
      },
    });
  };
  return (
    <form
      noValidate
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Checkbox
        label={say('settings.review.four-eyes')}
        value="four-eyes"
        checked={fourEyes}
        disabled={readOnly}
        onChange={({ target }) => setFourEyes(target.checked)}
      />
      <div className="form-narrow">
        <TextLine
          label={say('settings.review.days')}
          value={days}
          onType={setDays}
          disabled={readOnly}
          fault={tried && wantedDays === undefined ? say('settings.review.days.wrong') : undefined}
        />
      </div>
      <Section title={say('settings.rings')}>
        <Paragraph>{say('settings.rings.lead')}</Paragraph>
        <Rings rings={rings} onChange={setRings} readOnly={readOnly} />
        {tried && !ringsRight && (
          <ValidationMessage role="alert">{say('settings.rings.wrong')}</ValidationMessage>
        )}
      </Section>
      <Fieldset>
        <Fieldset.Legend>{say('settings.brake')}</Fieldset.Legend>
        <Fieldset.Description>{say('settings.brake.hint')}</Fieldset.Description>
        <div className="line-form">
          {brakeFields.map((field) => (
            <TextLine
              key={field}
              label={say(`settings.brake.${field}`)}
              value={brake[field]}
              onType={(typed) => setBrake({ ...brake, [field]: typed })}
              disabled={readOnly}
            />
          ))}
        </div>
        {tried && wantedBrake === undefined && (
          <ValidationMessage role="alert">{say('settings.brake.wrong')}</ValidationMessage>
        )}
      </Fieldset>
      <SaveInDraft busy={busy} readOnly={readOnly} />
    </form>
  );
}

function Rings(props: {
  readonly rings: readonly KeyedRing[];
  readonly onChange: (rings: readonly KeyedRing[]) => void;
  readonly readOnly: boolean;
}) {
  const { say } = useWords();
  const { rings, onChange, readOnly } = props;
  const set = (key: number, changes: Partial<RingRow>): void =>
    onChange(rings.map((ring) => (ring.key === key ? { ...ring, ...changes } : ring)));
  const nextKey = Math.max(0, ...rings.map(({ key }) => key)) + 1;
  return (
    <>
      <ul className="row-editors">
        {rings.map((ring) => (
          <li key={ring.key} className="row-editor">
            <TextLine
              label={say('settings.units.id')}
              value={ring.id}
              longest={64}
              onType={(id) => set(ring.key, { id })}
              disabled={readOnly}
            />
            <TextLine
              label={say('settings.name')}
              value={ring.name}
              onType={(name) => set(ring.key, { name })}
              disabled={readOnly}
            />
            <Choice
              label={say('settings.rings.kind')}
              value={ring.by}
              disabled={readOnly}
              options={[
                { value: 'percent', name: say('settings.rings.percent') },
                { value: 'labels', name: say('settings.rings.labels') },
              ]}
              onChoose={(by) => set(ring.key, { by: by === 'labels' ? 'labels' : 'percent' })}
            />
            {ring.by === 'labels' ? (
              <TextLine
                label={say('settings.rings.labels')}
                value={ring.labels}
                onType={(labels) => set(ring.key, { labels })}
                disabled={readOnly}
              />
            ) : (
              <TextLine
                label={say('settings.rings.percent')}
                numeric
                value={ring.percent}
                onType={(percent) => set(ring.key, { percent })}
                disabled={readOnly}
              />
            )}
            <TextLine
              label={say('settings.rings.soak')}
              numeric
              value={ring.soak}
              onType={(soak) => set(ring.key, { soak })}
              disabled={readOnly}
            />
            {!readOnly && (
              <Button
                type="button"
                variant="tertiary"
                data-color="danger"
                aria-label={say('settings.units.remove', { name: ring.name === '' ? ring.id : ring.name })}
                onClick={() => onChange(rings.filter(({ key }) => key !== ring.key))}
              >
                {say('settings.webhooks.remove')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {!readOnly && rings.length < 10 && (
        <div className="buttons">
          <Button
            type="button"
            variant="secondary"
            onClick={() => onChange([...rings, { ...newRing, key: nextKey }])}
          >
            {say('settings.rings.add')}
          </Button>
        </div>
      )}
    </>
  );
}
