import { Textfield } from '@digdir/designsystemet-react';

/** A field for text, whose fault stands at it. */
export function TextLine(props: {
  readonly label: string;
  readonly value: string;
  readonly onType: (value: string) => void;
  readonly hint?: string | undefined;
  readonly fault?: string | undefined;
  readonly type?: 'text' | 'password' | 'date' | 'email' | 'url' | undefined;
  readonly numeric?: boolean;
  readonly rows?: number;
  readonly longest?: number;
  readonly disabled?: boolean;
}) {
  const { label, value, onType, hint, fault, type = 'text', numeric = false, rows, longest = 300 } = props;
  const common = {
    label,
    value,
    maxLength: longest,
    ...(hint === undefined ? {} : { description: hint }),
    ...(fault === undefined ? {} : { error: fault }),
  };
  if (rows !== undefined)
    return (
      <Textfield
        {...common}
        multiline
        rows={rows}
        disabled={props.disabled === true}
        onChange={({ target }) => onType(target.value)}
      />
    );
  return (
    <Textfield
      {...common}
      type={type}
      disabled={props.disabled === true}
      autoComplete={type === 'password' ? 'new-password' : 'off'}
      spellCheck={false}
      {...(numeric ? { inputMode: 'numeric' as const } : {})}
      onChange={({ target }) => onType(target.value)}
    />
  );
}
