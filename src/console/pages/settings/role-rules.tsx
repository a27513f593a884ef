import { Button } from '@digdir/designsystemet-react';
import type { ResponseOf } from '#protocol/console-server.ts';
import { Choice } from '../../parts/choice.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import { UnitChoice } from '../../parts/unit-choice.tsx';
import { roleOrder } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';

type Rule = ResponseOf<'getIdentityProvider'>['rules'][number];
export type KeyedRule = Rule & { readonly key: number };

/** Whoever has a value in a claim has a role in a unit. */
export function RoleRules(props: {
  readonly rules: readonly KeyedRule[];
  readonly onChange: (rules: readonly KeyedRule[]) => void;
  /** Of a new rule. */
  readonly unit: string;
  readonly tried: boolean;
}) {
  const { say } = useWords();
  const { rules, onChange, tried } = props;
  const set = (key: number, changes: Partial<Rule>): void =>
    onChange(rules.map((rule) => (rule.key === key ? { ...rule, ...changes } : rule)));
  const missing = (text: string): string | undefined =>
    tried && text.trim() === '' ? say('settings.missing') : undefined;
  const nextKey = Math.max(0, ...rules.map(({ key }) => key)) + 1;
  const fresh = { claim: 'groups', value: '', role: 'viewer', unit: props.unit, key: nextKey } as const;
  return (
    <>
      <ul className="row-editors">
        {rules.map((rule) => (
          <li key={rule.key} className="row-editor">
            <TextLine
              label={say('settings.provider.claim')}
              value={rule.claim}
              longest={100}
              onType={(claim) => set(rule.key, { claim })}
              fault={missing(rule.claim)}
            />
            <TextLine
              label={say('settings.provider.value')}
              value={rule.value}
              onType={(value) => set(rule.key, { value })}
              fault={missing(rule.value)}
            />
            <Choice
              label={say('settings.operators.role')}
              value={rule.role}
              options={roleOrder.map((role) => ({ value: role, name: say(`shell.role.${role}`) }))}
              onChoose={(role) => set(rule.key, { role: role === '' ? rule.role : role })}
            />
            <UnitChoice value={rule.unit} onChoose={(unit) => set(rule.key, { unit })} />
            <Button
              type="button"
              variant="tertiary"
              data-color="danger"
              aria-label={say('settings.units.remove', { name: rule.value })}
              onClick={() => onChange(rules.filter(({ key }) => key !== rule.key))}
            >
              {say('settings.webhooks.remove')}
            </Button>
          </li>
        ))}
      </ul>
      <div className="buttons">
        <Button type="button" variant="secondary" onClick={() => onChange([...rules, fresh])}>
          {say('settings.rules.add')}
        </Button>
      </div>
    </>
  );
}
