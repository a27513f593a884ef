import {
  Alert,
  Button,
  Field,
  Fieldset,
  Label,
  Paragraph,
  Select,
  Textfield,
} from '@digdir/designsystemet-react';
import type { InlineMatcher } from '#policy/ban.ts';
import type { Evidence } from '#policy/evidence.ts';
import { useWords } from '../../shell/words.tsx';
import { kindWord, matcherWarnings, offeredKinds } from '../../view-models/matcher.ts';
import type { AtField } from './editing-context.ts';
import './editor.css';

/** How an app that the catalogue does not know is recognised: its name, and signs that must all be found. */
export function MatcherFields(props: {
  readonly matcher: InlineMatcher;
  readonly onChange: (matcher: InlineMatcher) => void;
  /** By the place in the matcher, `/all/0/value`. */
  readonly errorAt: (place: string) => AtField;
}) {
  const { matcher, onChange, errorAt } = props;
  const { say } = useWords();
  const { name, all } = matcher;
  const put = (index: number, one: Evidence): void =>
    onChange({ ...matcher, all: all.map((each, at) => (at === index ? one : each)) });
  return (
    <Fieldset>
      <Fieldset.Legend>{say('editor.matcher')}</Fieldset.Legend>
      <Fieldset.Description>{say('editor.matcher.lead')}</Fieldset.Description>
      <Textfield
        label={say('editor.matcher.name')}
        maxLength={300}
        value={name}
        onChange={({ target }) => onChange({ ...matcher, name: target.value })}
        {...errorAt('/name')}
      />
      {all.map((one, index) => (
        // Rows have no names of their own, and are only added and removed.
        <Sign
          key={index}
          sign={one}
          at={errorAt(`/all/${index}/value`)}
          number={index + 1}
          onChange={(next) => put(index, next)}
          {...(all.length > 1
            ? { onRemove: () => onChange({ ...matcher, all: all.filter((_, at) => at !== index) }) }
            : {})}
        />
      ))}
      {matcherWarnings(matcher).map((warning) => (
        <Alert key={warning} data-color="warning" data-size="sm" role="status">
          <Paragraph>{say(`editor.matcher.${warning}`)}</Paragraph>
        </Alert>
      ))}
      {all.length < 8 && (
        <div>
          <Button
            type="button"
            variant="secondary"
            data-size="sm"
            onClick={() => onChange({ ...matcher, all: [...all, { kind: 'exe-name', value: '' }] })}
          >
            {say('editor.matcher.add')}
          </Button>
        </div>
      )}
    </Fieldset>
  );
}

function Sign(props: {
  readonly sign: Evidence;
  readonly at: AtField;
  readonly number: number;
  readonly onChange: (sign: Evidence) => void;
  readonly onRemove?: () => void;
}) {
  const { say } = useWords();
  const { sign, at, number, onChange, onRemove } = props;
  const offered = offeredKinds.find(({ kind }) => kind === sign.kind);
  return (
    <div className="section sign">
      <Field>
        <Label>{say('editor.matcher.kind')}</Label>
        <Select
          value={sign.kind}
          onChange={({ target }) =>
            onChange({
              ...sign,
              kind: offeredKinds.find(({ kind }) => kind === target.value)?.kind ?? sign.kind,
            })
          }
        >
          {offeredKinds.map(({ kind, word }) => (
            <Select.Option key={kind} value={kind}>
              {say('editor.matcher.kinds', { kind: word })}
            </Select.Option>
          ))}
          {offered === undefined && (
            <Select.Option value={sign.kind}>
              {say('editor.matcher.kinds', { kind: kindWord(sign.kind) })} ({sign.kind})
            </Select.Option>
          )}
        </Select>
      </Field>
      <Textfield
        label={say('editor.matcher.value')}
        maxLength={512}
        autoComplete="off"
        spellCheck={false}
        value={sign.value}
        {...(offered === undefined
          ? {}
          : { description: say('editor.matcher.hint', { kind: offered.word, example: offered.example }) })}
        onChange={({ target }) => onChange({ ...sign, value: target.value })}
        {...at}
      />
      {onRemove !== undefined && (
        <div>
          <Button type="button" variant="tertiary" data-size="sm" onClick={onRemove}>
            {say('editor.matcher.remove', { number: String(number) })}
          </Button>
        </div>
      )}
    </div>
  );
}
