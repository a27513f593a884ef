import { Field, Label, Select, ValidationMessage } from '@digdir/designsystemet-react';

/** One of these, in a menu. */
export function Choice<Value extends string>(props: {
  readonly label: string;
  readonly value: Value | '';
  readonly options: readonly { readonly value: Value | ''; readonly name: string }[];
  readonly onChoose: (value: Value | '') => void;
  readonly fault?: string | undefined;
  readonly disabled?: boolean;
}) {
  const { label, value, options, onChoose, fault, disabled = false } = props;
  return (
    <Field>
      <Label>{label}</Label>
      <Select
        value={value}
        disabled={disabled}
        {...(fault === undefined ? {} : { 'aria-invalid': true as const })}
        onChange={({ target }) =>
          onChoose(options.find((option) => option.value === target.value)?.value ?? value)
        }
      >
        {options.map((option) => (
          <Select.Option key={option.value} value={option.value}>
            {option.name}
          </Select.Option>
        ))}
      </Select>
      {fault !== undefined && <ValidationMessage>{fault}</ValidationMessage>}
    </Field>
  );
}
