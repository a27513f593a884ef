import { Checkbox, Fieldset } from '@digdir/designsystemet-react';
import type { Ban, ExemptionTerms } from '#policy/ban.ts';
import { useWords } from '../../shell/words.tsx';
import { useEditing, without } from './editing-context.ts';
import { NumberField } from './number-field.tsx';

/** Who may be exempt, and whether the server may pause the ban. */
export function ExemptionFields() {
  const { say } = useWords();
  const { ban, change, replace, errorAt } = useEditing();
  const { exemptions } = ban;
  const set = (fields: Partial<ExemptionTerms>): void => change({ exemptions: { ...exemptions, ...fields } });
  return (
    <Fieldset>
      <Fieldset.Legend>{say('editor.exemptions')}</Fieldset.Legend>
      <Checkbox
        value="allowed"
        label={say('editor.exemptions.allowed')}
        checked={exemptions.allowed}
        onChange={({ target }) => set({ allowed: target.checked })}
      />
      {exemptions.allowed && (
        <>
          <Checkbox
            value="two"
            label={say('editor.exemptions.two')}
            checked={exemptions.approvers === 2}
            onChange={({ target }) => set({ approvers: target.checked ? 2 : 1 })}
          />
          <Checkbox
            value="below"
            label={say('editor.exemptions.below')}
            checked={exemptions.by === 'units-below'}
            onChange={({ target }) => set({ by: target.checked ? 'units-below' : 'owner' })}
          />
          <Checkbox
            value="codes"
            label={say('editor.exemptions.codes')}
            checked={exemptions.offlineCodes === true}
            onChange={({ target }) => set({ offlineCodes: target.checked })}
          />
          <Checkbox
            value="dedicated"
            label={say('editor.exemptions.dedicated')}
            checked={exemptions.classes?.includes('dedicated') === true && exemptions.classes.length === 1}
            onChange={({ target }) => {
              if (target.checked) set({ classes: ['dedicated'] });
              else replace({ ...ban, exemptions: without(exemptions, 'classes') } satisfies Ban);
            }}
          />
          <div className="fields">
            <NumberField
              label={say('editor.exemptions.longest')}
              value={exemptions.longestDays ?? 366}
              onChange={(longestDays) => set({ longestDays })}
              {...errorAt('/exemptions/longestDays')}
            />
          </div>
        </>
      )}
      <Checkbox
        value="pausable"
        label={say('editor.pausable')}
        {...errorAt('/pausable')}
        checked={ban.pausable === true}
        onChange={({ target }) => change({ pausable: target.checked })}
      />
    </Fieldset>
  );
}
