import { Checkbox, Fieldset, Textfield } from '@digdir/designsystemet-react';
import type { Ban } from '#policy/ban.ts';
import { useWords } from '../../shell/words.tsx';
import { NumberField } from './number-field.tsx';
import { useEditing, without } from './editing-context.ts';

/** From when, with how much time, until when somebody must decide anew. */
export function TimeFields() {
  const { say } = useWords();
  const { ban, change, replace, errorAt } = useEditing();
  const { grace } = ban;
  return (
    <Fieldset>
      <Fieldset.Legend>{say('editor.when')}</Fieldset.Legend>
      <div className="fields">
        <Textfield
          type="date"
          label={say('editor.from')}
          value={ban.from}
          onChange={({ target }) => change({ from: target.value })}
          {...errorAt('/from')}
        />
        <Textfield
          type="date"
          label={say('editor.review')}
          description={say('editor.review.hint')}
          value={ban.review}
          onChange={({ target }) => change({ review: target.value })}
          {...errorAt('/review')}
        />
      </div>
      <Checkbox
        value="grace"
        label={say('editor.grace')}
        {...errorAt('/grace')}
        checked={grace !== undefined}
        onChange={({ target }) => {
          if (target.checked)
            change({
              grace: { workingDays: 5, until: ban.review < ban.from ? ban.from : monthAfter(ban.from) },
            });
          else replace(without(ban, 'grace') as Ban);
        }}
      />
      {grace !== undefined && (
        <div className="fields">
          <NumberField
            label={say('editor.grace.days')}
            value={grace.workingDays}
            onChange={(workingDays) => change({ grace: { ...grace, workingDays } })}
            {...errorAt('/grace/workingDays')}
          />
          <Textfield
            type="date"
            label={say('editor.grace.until')}
            value={grace.until}
            onChange={({ target }) => change({ grace: { ...grace, until: target.value } })}
            {...errorAt('/grace/until')}
          />
        </div>
      )}
    </Fieldset>
  );
}

/** Thirty days after a day; the day itself where it is none. */
const monthAfter = (day: string): string => {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) ? day : new Date(at + 30 * 86_400_000).toISOString().slice(0, 10);
};
