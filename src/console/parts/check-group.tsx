import { Checkbox, Fieldset, ValidationMessage } from '@digdir/designsystemet-react';

/** Any number of these. `name` of an option is what people read. */
export function CheckGroup<Value extends string>(props: {
  readonly legend: string;
  readonly options: readonly { readonly value: Value; readonly name: string }[];
  readonly chosen: readonly Value[];
  readonly onChoose: (chosen: readonly Value[]) => void;
  readonly fault?: string | undefined;
  readonly columns?: boolean;
}) {
  const { legend, options, chosen, onChoose, fault, columns = false } = props;
  return (
    <Fieldset>
      <Fieldset.Legend>{legend}</Fieldset.Legend>
      <div className={columns ? 'checks checks-columns' : 'checks'}>
        {options.map(({ value, name }) => (
          <Checkbox
            key={value}
            label={name}
            value={value}
            checked={chosen.includes(value)}
            onChange={({ target }) =>
              onChoose(target.checked ? [...chosen, value] : chosen.filter((one) => one !== value))
            }
          />
        ))}
      </div>
      {fault !== undefined && <ValidationMessage>{fault}</ValidationMessage>}
    </Fieldset>
  );
}
