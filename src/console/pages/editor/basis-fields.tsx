import { Field, Fieldset, Label, Select, Textfield } from '@digdir/designsystemet-react';
import type { Basis } from '#policy/ban.ts';
import { useWords } from '../../shell/words.tsx';
import { useEditing } from './editing-context.ts';

const kinds = ['decision', 'law', 'risk-assessment', 'advice', 'unwritten'] as const;

/** Why the organisation may demand this. */
export function BasisFields() {
  const { say } = useWords();
  const { ban, change, errorAt } = useEditing();
  const { basis } = ban;
  const by = basis.kind === 'unwritten' ? basis.statedBy : basis.decidedBy;
  const set = (next: Basis): void => change({ basis: next });
  const setKind = (kind: string): void => {
    const known = kinds.find((one) => one === kind) ?? 'decision';
    if (known === 'unwritten')
      set({ kind: known, statedBy: by, date: basis.date, toBeWrittenBy: monthAfter(basis.date) });
    else
      set({
        kind: known,
        decidedBy: by,
        reference: basis.kind === 'unwritten' ? '' : basis.reference,
        date: basis.date,
      });
  };
  return (
    <Fieldset>
      <Fieldset.Legend>{say('editor.basis')}</Fieldset.Legend>
      <div className="fields">
        <Field>
          <Label>{say('editor.basis.kind')}</Label>
          <Select value={basis.kind} onChange={({ target }) => setKind(target.value)}>
            {kinds.map((kind) => (
              <Select.Option key={kind} value={kind}>
                {say('editor.basis.value', { kind: kind === 'risk-assessment' ? 'risk' : kind })}
              </Select.Option>
            ))}
          </Select>
        </Field>
        <Textfield
          label={say('editor.basis.by')}
          maxLength={300}
          value={by}
          onChange={({ target: { value } }) =>
            set(basis.kind === 'unwritten' ? { ...basis, statedBy: value } : { ...basis, decidedBy: value })
          }
          {...errorAt(basis.kind === 'unwritten' ? '/basis/statedBy' : '/basis/decidedBy')}
        />
        <Textfield
          type="date"
          label={say('editor.basis.date')}
          value={basis.date}
          onChange={({ target }) => set({ ...basis, date: target.value })}
          {...errorAt('/basis/date')}
        />
        {basis.kind === 'unwritten' ? (
          <Textfield
            type="date"
            label={say('editor.basis.written-by')}
            value={basis.toBeWrittenBy}
            onChange={({ target }) => set({ ...basis, toBeWrittenBy: target.value })}
            {...errorAt('/basis/toBeWrittenBy')}
          />
        ) : (
          <Textfield
            label={say('editor.basis.reference')}
            maxLength={300}
            value={basis.reference}
            onChange={({ target }) => set({ ...basis, reference: target.value })}
            {...errorAt('/basis/reference')}
          />
        )}
      </div>
    </Fieldset>
  );
}

const monthAfter = (day: string): string => {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) ? day : new Date(at + 30 * 86_400_000).toISOString().slice(0, 10);
};
