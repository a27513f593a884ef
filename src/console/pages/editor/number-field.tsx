import { Textfield } from '@digdir/designsystemet-react';
import { useState } from 'react';
import type { AtField } from './editing-context.ts';

/** A whole number as typed; what is none is passed on as `NaN`, which the field's check refuses. */
export function NumberField(
  props: AtField & {
    readonly label: string;
    readonly value: number;
    readonly onChange: (value: number) => void;
  },
) {
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
      data-place={props['data-place']}
      {...(props.error === undefined ? {} : { error: props.error })}
    />
  );
}
