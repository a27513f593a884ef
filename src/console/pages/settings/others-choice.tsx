import type { ResponseOf } from '#protocol/console-server.ts';
import { Choice } from '../../parts/choice.tsx';
import { UnitChoice } from '../../parts/unit-choice.tsx';
import { roleOrder } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';

type Others = ResponseOf<'getIdentityProvider'>['default'];

/** What those may do whom the identity provider lets through and no rule names: a role in a unit, or nothing. */
export function OthersChoice(props: {
  readonly others: Others;
  /** Proposed where a role is chosen. */
  readonly unit: string;
  readonly onChange: (others: Others) => void;
}) {
  const { say } = useWords();
  const { others, onChange } = props;
  return (
    <div className="form form-narrow">
      <Choice
        label={say('settings.provider.default')}
        value={others?.role ?? ''}
        options={[
          { value: '', name: say('settings.provider.default.none') },
          ...roleOrder.map((role) => ({ value: role, name: say(`shell.role.${role}`) })),
        ]}
        onChoose={(role) => onChange(role === '' ? undefined : { role, unit: others?.unit ?? props.unit })}
      />
      {others !== undefined && (
        <UnitChoice value={others.unit} onChoose={(unit) => onChange({ ...others, unit })} />
      )}
    </div>
  );
}
