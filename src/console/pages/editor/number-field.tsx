import { Textfield } from '@digdir/designsystemet-react';
import { useState } from 'react';

/** A whole number as typed; what is none is passed on as `NaN`, which the field's check refuses. */
export function NumberField(props: {
  readonly label: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly error?: string;
}) {
  const [typed, setTyped] = useState(String(props.value));
  return (
    <Textfield
      label={props.label}
      inputMode="numeric"
      value={typed}
      onChange={({ target }) => {
        setTyped(target.value);
        props.onChange(/^\s*\d{1,6}\s*$/.test(target.value) ? Number(target.value) : Number.NaN);
      }}
      {...(props.error === undefined ? {} : { error: props.error })}
    />
  );
}
