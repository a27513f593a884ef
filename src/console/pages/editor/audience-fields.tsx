import { Checkbox, Fieldset, Radio, Textfield } from '@digdir/designsystemet-react';
import { useState } from 'react';
import type { Audience, Ban } from '#policy/ban.ts';
import type { Unit } from '#policy/organisation.ts';
import { useWords } from '../../shell/words.tsx';
import { PlaceFault } from './place-fault.tsx';
import { useEditing, without } from './editing-context.ts';

const classes = ['service', 'dedicated', 'private'] as const;
const bindings = ['mandatory', 'recommended'] as const;

/** Whom the ban is for. */
export function AudienceFields({ units, unit }: { readonly units: readonly Unit[]; readonly unit: string }) {
  const { say } = useWords();
  const { ban, change, replace } = useEditing();
  const { audience = {} } = ban;
  const set = (next: Audience): void => {
    if (Object.keys(next).length === 0) replace(without(ban, 'audience') as Ban);
    else change({ audience: next });
  };
  const below = unitsBelow(units, unit);
  const some = audience.units !== undefined;
  return (
    <>
      <Fieldset>
        <Fieldset.Legend>{say('editor.audience')}</Fieldset.Legend>
        <Radio
          name="units"
          value="all"
          label={say('editor.units.all')}
          checked={!some}
          onChange={() => set(without(audience, 'units'))}
        />
        {below.length > 0 && (
          <Radio
            name="units"
            value="some"
            label={say('editor.units.some')}
            checked={some}
            onChange={() => set({ ...audience, units: [below[0]?.id ?? unit] })}
          />
        )}
        {some && (
          <div className="choices">
            {below.map(({ id, name }) => (
              <Checkbox
                key={id}
                value={id}
                label={name}
                checked={audience.units?.includes(id) === true}
                onChange={({ target }) => {
                  const next = below
                    .map((one) => one.id)
                    .filter((one) => (one === id ? target.checked : audience.units?.includes(one) === true));
                  if (next.length > 0) set({ ...audience, units: next });
                }}
              />
            ))}
          </div>
        )}
        <PlaceFault place="/audience/units" />
      </Fieldset>
      <Fieldset>
        <Fieldset.Legend>{say('editor.classes')}</Fieldset.Legend>
        <div className="choices">
          {classes.map((one) => {
            const held: readonly string[] = audience.classes ?? ['service'];
            return (
              <Checkbox
                key={one}
                value={one}
                label={say('editor.class', { class: one })}
                checked={held.includes(one)}
                onChange={({ target }) => {
                  const next = classes.filter((each) =>
                    each === one ? target.checked : held.includes(each),
                  );
                  if (next.length > 0) set({ ...audience, classes: next });
                }}
              />
            );
          })}
        </div>
      </Fieldset>
      <div className="fields">
        <LabelsField name="labels" audience={audience} set={set} />
        <LabelsField name="withoutLabels" audience={audience} set={set} />
      </div>
      <Fieldset>
        <Fieldset.Legend>{say('editor.binding')}</Fieldset.Legend>
        {bindings.map((binding) => (
          <Radio
            key={binding}
            name="binding"
            value={binding}
            label={say('editor.binding.value', { binding })}
            checked={ban.binding === binding}
            onChange={() => change({ binding })}
          />
        ))}
      </Fieldset>
    </>
  );
}

function LabelsField(props: {
  readonly name: 'labels' | 'withoutLabels';
  readonly audience: Audience;
  readonly set: (audience: Audience) => void;
}) {
  const { say } = useWords();
  const { errorAt } = useEditing();
  const { name, audience, set } = props;
  // As typed: a comma at the end is the beginning of the next one.
  const [typed, setTyped] = useState((audience[name] ?? []).join(', '));
  return (
    <Textfield
      label={say(name === 'labels' ? 'editor.labels' : 'editor.without-labels')}
      description={say('editor.labels.hint')}
      value={typed}
      onChange={({ target }) => {
        setTyped(target.value);
        const labels = [...new Set(target.value.split(',').map((one) => one.trim()))].filter(
          (one) => one !== '',
        );
        set(labels.length === 0 ? without(audience, name) : { ...audience, [name]: labels });
      }}
      {...errorAt(`/audience/${name}`)}
    />
  );
}

/** The units below one, in the order of the organisation. */
function unitsBelow(units: readonly Unit[], top: string): readonly Unit[] {
  const within = new Set([top]);
  // A parent may stand after its child: as many rounds as there are levels.
  for (let before = 0; before !== within.size;) {
    before = within.size;
    for (const { id, parent } of units) if (parent !== undefined && within.has(parent)) within.add(id);
  }
  return units.filter(({ id }) => id !== top && within.has(id));
}
