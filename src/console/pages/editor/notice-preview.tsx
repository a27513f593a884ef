import { Card, Field, Heading, Label, Link, Paragraph, Select } from '@digdir/designsystemet-react';
import { useState } from 'react';
import type { Ban } from '#policy/ban.ts';
import type { Organisation } from '#policy/organisation.ts';
import { languageNames, languages as allLanguages, languageShown, type Language } from '#locales/language.ts';
import { noticeWords } from '#locales/notice-words.ts';
import { text } from '#locales/text.ts';
import { useWords } from '../../shell/words.tsx';
import { nameOfId } from '../../view-models/app-name.ts';
import { exampleNotice, noticeCases } from '../../view-models/example-notice.ts';

/** The notice that this ban leads to, in the words that the tray says, in any language. */
export function NoticePreview({
  ban,
  organisation,
}: {
  readonly ban: Ban;
  readonly organisation: Organisation;
}) {
  const { say, timeZone } = useWords();
  const [language, setLanguage] = useState<Language>(organisation.languages[0] ?? 'en');
  const [which, setWhich] = useState<(typeof noticeCases)[number]>('opened');
  const [now] = useState(() => Date.now());
  const facts = exampleNotice(ban, {
    which,
    appName: ban.matcher?.name ?? nameOfId(ban.apps?.[0] ?? ban.id),
    organisation,
    now,
  });
  const words = noticeWords({ language, timeZone }, facts, now);
  const heading = (
    key:
      | 'notice.why.heading'
      | 'notice.who.heading'
      | 'notice.do.heading'
      | 'notice.instead.heading'
      | 'notice.reading.heading'
      | 'notice.until.heading',
  ) => (
    <Heading level={4} data-size="2xs">
      {text(language, key, {})}
    </Heading>
  );
  return (
    <>
      <Heading level={2} data-size="xs">
        {say('editor.preview')}
      </Heading>
      <div className="fields">
        <Field>
          <Label>{say('editor.preview.language')}</Label>
          <Select
            value={language}
            onChange={({ target }) =>
              setLanguage(allLanguages.find((one) => one === target.value) ?? language)
            }
          >
            {allLanguages.map((one) => (
              <Select.Option key={one} value={one}>
                {languageNames[one]}
              </Select.Option>
            ))}
          </Select>
        </Field>
        <Field>
          <Label>{say('editor.preview.when')}</Label>
          <Select
            value={which}
            onChange={({ target }) => setWhich(noticeCases.find((one) => one === target.value) ?? which)}
          >
            {noticeCases.map((one) => (
              <Select.Option key={one} value={one}>
                {say('editor.preview.kind', { kind: one })}
              </Select.Option>
            ))}
          </Select>
        </Field>
      </div>
      <Card className="notice-preview" lang={language}>
        <Heading level={3} data-size="xs">
          {words.title}
        </Heading>
        <Paragraph>{words.body}</Paragraph>
        {words.reassurance !== undefined && <Paragraph>{words.reassurance}</Paragraph>}
        {words.until !== undefined && (
          <>
            {heading('notice.until.heading')}
            <Paragraph>{words.until}</Paragraph>
          </>
        )}
        {words.why !== undefined && (
          <>
            {heading('notice.why.heading')}
            <Paragraph lang={languageShown(facts.why, language)} className="own-words">
              {words.why}
            </Paragraph>
          </>
        )}
        {heading('notice.who.heading')}
        <Paragraph>{words.who}</Paragraph>
        {words.whatToDo.length > 0 && heading('notice.do.heading')}
        {words.whatToDo.map((sentence) => (
          <Paragraph key={sentence}>{sentence}</Paragraph>
        ))}
        {words.instead !== undefined && (
          <>
            {heading('notice.instead.heading')}
            <Paragraph lang={languageShown(facts.instead ?? {}, language)} className="own-words">
              {words.instead}
            </Paragraph>
          </>
        )}
        {words.reading.length > 0 && (
          <>
            {heading('notice.reading.heading')}
            <ul className="points">
              {words.reading.map(({ title, url, language: shown }) => (
                <li key={url}>
                  <Link href={url} lang={shown} target="_blank" rel="noreferrer">
                    {title}
                  </Link>
                </li>
              ))}
            </ul>
          </>
        )}
        <Paragraph className="quiet">{words.contact}</Paragraph>
      </Card>
    </>
  );
}
