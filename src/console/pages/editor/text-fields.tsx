import {
  Button,
  Field,
  Fieldset,
  Label,
  Paragraph,
  Select,
  Textarea,
  Textfield,
  ValidationMessage,
} from '@digdir/designsystemet-react';
import { useId, useState } from 'react';
import type { Ban, NoticeTexts } from '#policy/ban.ts';
import type { Texts } from '#policy/primitives.ts';
import { languageNames, type Language } from '#locales/language.ts';
import { namesOf } from '../../parts/language-names.ts';
import { useWords } from '../../shell/words.tsx';
import { missingLanguages } from '../../view-models/missing-languages.ts';
import { useEditing, without, type AtField } from './editing-context.ts';

/** The organisation's own words, one language at a time, with what is missing in the others. */
export function TextFields({ languages }: { readonly languages: readonly Language[] }) {
  const { say } = useWords();
  const { ban, change, errorAt } = useEditing();
  const [language, setLanguage] = useState<Language>(languages[0] ?? 'en');
  const { notice } = ban;
  const set = (fields: Partial<NoticeTexts>): void => change({ notice: { ...notice, ...fields } });
  const missing = missingLanguages(notice, languages);
  return (
    <Fieldset>
      <Fieldset.Legend>{say('editor.texts')}</Fieldset.Legend>
      <Field className="search">
        <Label>{say('editor.texts.language')}</Label>
        <Select
          value={language}
          onChange={({ target }) => setLanguage(languages.find((one) => one === target.value) ?? language)}
        >
          {languages.map((one) => (
            <Select.Option key={one} value={one}>
              {languageNames[one]}
            </Select.Option>
          ))}
        </Select>
      </Field>
      <Paragraph role="status" className="quiet">
        {missing.length === 0
          ? say('editor.texts.complete')
          : say('editor.texts.missing', { languages: namesOf(missing) })}
      </Paragraph>
      <Text
        label={say('editor.texts.in', { field: say('editor.texts.why'), language: languageNames[language] })}
        language={language}
        texts={notice.why}
        onChange={(why) => set({ why })}
        {...errorAt('/notice/why')}
      />
      <Text
        label={say('editor.texts.in', {
          field: say('editor.texts.instead'),
          language: languageNames[language],
        })}
        language={language}
        texts={notice.instead ?? {}}
        onChange={(instead) => {
          if (Object.values(instead).every((text) => text === ''))
            change({ notice: without(notice, 'instead') } satisfies Partial<Ban>);
          else set({ instead });
        }}
      />
      <Reading language={language} />
    </Fieldset>
  );
}

function Text(
  props: Partial<AtField> & {
    readonly label: string;
    readonly language: Language;
    readonly texts: Texts;
    readonly onChange: (texts: Texts) => void;
  },
) {
  const { label, language, texts, onChange, error } = props;
  const hint = useId();
  return (
    <Field>
      <Label>{label}</Label>
      <Textarea
        rows={4}
        lang={language}
        maxLength={2_000}
        data-place={props['data-place']}
        aria-invalid={error !== undefined}
        aria-describedby={error === undefined ? undefined : hint}
        value={texts[language] ?? ''}
        onChange={({ target }) =>
          onChange(target.value === '' ? without(texts, language) : { ...texts, [language]: target.value })
        }
      />
      {error !== undefined && <ValidationMessage id={hint}>{error}</ValidationMessage>}
    </Field>
  );
}

function Reading({ language }: { readonly language: Language }) {
  const { say } = useWords();
  const { ban, change, errorAt } = useEditing();
  const { notice } = ban;
  const reading = notice.furtherReading ?? [];
  const set = (furtherReading: NonNullable<NoticeTexts['furtherReading']>): void =>
    change({
      notice: furtherReading.length === 0 ? without(notice, 'furtherReading') : { ...notice, furtherReading },
    });
  return (
    <Fieldset>
      <Fieldset.Legend>{say('editor.reading')}</Fieldset.Legend>
      {reading.map(({ title, url }, index) => {
        const put = (one: (typeof reading)[number]): void =>
          set(reading.map((each, at) => (at === index ? one : each)));
        return (
          // Rows have no names of their own, and are only added and removed.
          <div className="fields" key={index}>
            <Textfield
              label={say('editor.texts.in', {
                field: say('editor.reading.title'),
                language: languageNames[language],
              })}
              value={title[language] ?? ''}
              onChange={({ target }) =>
                put({
                  url,
                  title:
                    target.value === '' ? without(title, language) : { ...title, [language]: target.value },
                })
              }
              {...errorAt(`/notice/furtherReading/${index}/title`)}
            />
            <Textfield
              type="url"
              label={say('editor.reading.url')}
              value={url}
              onChange={({ target }) => put({ title, url: target.value.trim() })}
              {...errorAt(`/notice/furtherReading/${index}/url`)}
            />
            <div>
              <Button
                type="button"
                variant="tertiary"
                data-size="sm"
                onClick={() => set(reading.filter((_, at) => at !== index))}
              >
                {say('editor.reading.remove')}
              </Button>
            </div>
          </div>
        );
      })}
      {reading.length < 5 && (
        <div>
          <Button
            type="button"
            variant="secondary"
            data-size="sm"
            onClick={() => set([...reading, { title: {}, url: 'https://' }])}
          >
            {say('editor.reading.add')}
          </Button>
        </div>
      )}
    </Fieldset>
  );
}
