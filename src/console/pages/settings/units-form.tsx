import { Button, Paragraph, ValidationMessage } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { Choice } from '../../parts/choice.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import { useWords } from '../../shell/words.tsx';
import { unitsOf, wrongUnits, type UnitRow } from '../../view-models/organisation-edit.ts';
import { SaveInDraft, type PolicyProps } from './policy-part.tsx';

type KeyedRow = UnitRow & { readonly key: number };

/** The org tree, unit by unit. */
export function UnitsForm({ content, save, busy, readOnly }: PolicyProps) {
  const { say } = useWords();
  const before = content.organisation;
  const [rows, setRows] = useState<readonly KeyedRow[]>(() =>
    before.units.map(({ id, name, parent = '' }, key) => ({ id, name, parent, key })),
  );
  const [tried, setTried] = useState(false);
  const known = new Set(before.units.map(({ id }) => id));
  const root = before.units.find(({ parent }) => parent === undefined)?.id ?? '';
  const wrong = wrongUnits(rows);
  const set = (key: number, changes: Partial<UnitRow>): void =>
    setRows(rows.map((row) => (row.key === key ? { ...row, ...changes } : row)));
  const nextKey = Math.max(0, ...rows.map(({ key }) => key)) + 1;
  return (
    <form
      noValidate
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (wrong === undefined) save({ organisation: { ...before, units: unitsOf(rows) } });
      }}
    >
      <Paragraph>{say('settings.units.lead')}</Paragraph>
      <ul className="row-editors">
        {rows.map((row) => {
          const name = row.name === '' ? row.id : row.name;
          const hasBelow = rows.some(({ parent }) => parent === row.id && row.id !== '');
          return (
            <li key={row.key} className="row-editor">
              <TextLine
                label={say('settings.name')}
                value={row.name}
                onType={(typed) => set(row.key, { name: typed })}
                disabled={readOnly}
              />
              <TextLine
                label={say('settings.units.id')}
                value={row.id}
                longest={64}
                onType={(id) => set(row.key, { id })}
                // PCs, bans and operators know a unit by its id.
                disabled={readOnly || known.has(row.id)}
              />
              {row.id === root ? (
                <Paragraph className="quiet">{say('settings.units.root')}</Paragraph>
              ) : (
                <>
                  <Choice
                    label={say('settings.units.parent')}
                    value={row.parent}
                    disabled={readOnly}
                    options={rows
                      .filter(({ key, id }) => key !== row.key && id !== '')
                      .map((one) => ({ value: one.id, name: one.name === '' ? one.id : one.name }))}
                    onChoose={(parent) => set(row.key, { parent })}
                  />
                  {!readOnly && !hasBelow && (
                    <Button
                      type="button"
                      variant="tertiary"
                      data-color="danger"
                      aria-label={say('settings.units.remove', { name })}
                      onClick={() => setRows(rows.filter(({ key }) => key !== row.key))}
                    >
                      {say('settings.webhooks.remove')}
                    </Button>
                  )}
                </>
              )}
            </li>
          );
        })}
      </ul>
      {!readOnly && (
        <div className="buttons">
          <Button
            type="button"
            variant="secondary"
            onClick={() => setRows([...rows, { id: '', name: '', parent: root, key: nextKey }])}
          >
            {say('settings.units.add')}
          </Button>
        </div>
      )}
      {tried && wrong !== undefined && (
        <ValidationMessage role="alert">
          {wrong.kind === 'loop'
            ? say('settings.units.wrong.loop', { name: wrong.name })
            : say(`settings.units.wrong.${wrong.kind}`, { id: wrong.id })}
        </ValidationMessage>
      )}
      <SaveInDraft busy={busy} readOnly={readOnly} />
    </form>
  );
}
