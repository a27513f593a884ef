import { Button, Paragraph, ValidationMessage } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { Choice } from '../../parts/choice.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import { useWords } from '../../shell/words.tsx';
import { ruleOf, ruleRow, type RuleRow } from '../../view-models/server-edit.ts';
import { SaveInDraft, type PolicyProps } from './policy-part.tsx';

type KeyedRule = RuleRow & { readonly key: number };
const systems = { linux: 'Linux', win32: 'Windows', darwin: 'macOS' } as const;
/** Nobody makes a PC private from here; a rule that says so already is shown as it is. */
const classesOf = (row: RuleRow) =>
  row.class === 'private'
    ? (['service', 'dedicated', 'private'] as const)
    : (['service', 'dedicated'] as const);
const newRule: RuleRow = { name: '', host: '', user: '', os: '', unit: '', labels: '', class: '' };

/** Where PCs are put by what they say of themselves; the order decides. */
export function RulesForm({ content, save, busy, readOnly }: PolicyProps) {
  const { say } = useWords();
  const before = content.server;
  const [rows, setRows] = useState<readonly KeyedRule[]>(() =>
    (before.assignment ?? []).map((rule, key) => ({ ...ruleRow(rule), key })),
  );
  const [tried, setTried] = useState(false);
  const rules = rows.map(ruleOf);
  const wrong = rows.find((_, index) => rules[index] === undefined);
  const set = (key: number, changes: Partial<RuleRow>): void =>
    setRows(rows.map((row) => (row.key === key ? { ...row, ...changes } : row)));
  const nextKey = Math.max(0, ...rows.map(({ key }) => key)) + 1;
  const text = (row: KeyedRule, field: 'name' | 'host' | 'user' | 'labels', label: string) => (
    <TextLine
      label={label}
      value={row[field]}
      onType={(typed) => set(row.key, { [field]: typed })}
      disabled={readOnly}
    />
  );
  return (
    <form
      noValidate
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        const assignment = rules.filter((rule) => rule !== undefined);
        if (assignment.length === rows.length) save({ server: { ...before, assignment } });
      }}
    >
      <Paragraph>{say('settings.rules.lead')}</Paragraph>
      {rows.length === 0 && <Paragraph className="quiet">{say('settings.rules.none')}</Paragraph>}
      <ol className="row-editors">
        {rows.map((row, index) => (
          <li key={row.key} className="row-editor">
            {text(row, 'name', say('settings.name'))}
            {text(row, 'host', say('settings.rules.host'))}
            {text(row, 'user', say('settings.rules.user'))}
            <Choice
              label={say('settings.rules.os')}
              value={row.os}
              disabled={readOnly}
              options={[
                { value: '', name: say('settings.rules.any') },
                ...(['linux', 'win32', 'darwin'] as const).map((os) => ({ value: os, name: systems[os] })),
              ]}
              onChoose={(os) => set(row.key, { os })}
            />
            <Choice
              label={say('shell.unit')}
              value={row.unit}
              disabled={readOnly}
              options={[
                { value: '', name: say('settings.rules.unit.none') },
                ...content.organisation.units.map(({ id, name }) => ({ value: id, name })),
              ]}
              onChoose={(unit) => set(row.key, { unit })}
            />
            {text(row, 'labels', say('settings.rings.labels'))}
            <Choice
              label={say('devices.one.class')}
              value={row.class}
              disabled={readOnly}
              options={[
                { value: '', name: say('settings.rules.class.none') },
                ...classesOf(row).map((one) => ({ value: one, name: say(`devices.class.${one}`) })),
              ]}
              onChoose={(chosen) => set(row.key, { class: chosen })}
            />
            {!readOnly && (
              <div className="buttons">
                {index > 0 && (
                  <Button
                    type="button"
                    variant="tertiary"
                    aria-label={say('settings.row.up', { name: row.name })}
                    onClick={() => setRows(movedUp(rows, index))}
                  >
                    ↑
                  </Button>
                )}
                <Button
                  type="button"
                  variant="tertiary"
                  data-color="danger"
                  aria-label={say('settings.units.remove', { name: row.name })}
                  onClick={() => setRows(rows.filter(({ key }) => key !== row.key))}
                >
                  {say('settings.webhooks.remove')}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ol>
      {!readOnly && (
        <div className="buttons">
          <Button
            type="button"
            variant="secondary"
            onClick={() => setRows([...rows, { ...newRule, key: nextKey }])}
          >
            {say('settings.rules.add')}
          </Button>
        </div>
      )}
      {tried && wrong !== undefined && (
        <ValidationMessage role="alert">
          {say('settings.rules.wrong', { name: wrong.name })}
        </ValidationMessage>
      )}
      <SaveInDraft busy={busy} readOnly={readOnly} />
    </form>
  );
}

function movedUp<T>(rows: readonly T[], index: number): readonly T[] {
  const row = rows[index];
  const above = rows[index - 1];
  if (row === undefined || above === undefined) return rows;
  return [...rows.slice(0, index - 1), row, above, ...rows.slice(index + 1)];
}
