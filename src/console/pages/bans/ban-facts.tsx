import type { ReactNode } from 'react';
import type { Ban } from '#policy/ban.ts';
import { languageNames, languages } from '#locales/language.ts';
import { useWords } from '../../shell/words.tsx';
import { ReviewWords } from './review-words.tsx';

/** What a ban says, field by field, with the words of the editor. */
export function BanFacts({
  ban,
  unit,
  reviewInDays,
}: {
  readonly ban: Ban;
  readonly unit: string;
  readonly reviewInDays: number;
}) {
  const { say, day } = useWords();
  const { audience = {}, basis, channels, exemptions, grace, notice } = ban;
  const rows: readonly (readonly [string, ReactNode])[] = [
    [say('bans.col.written'), say(`shell.effect.${ban.effect}`)],
    [say('shell.unit'), unit],
    [say('editor.units'), audience.units?.join(', ') ?? say('editor.units.all')],
    ...(audience.labels === undefined ? [] : [[say('editor.labels'), audience.labels.join(', ')] as const]),
    ...(audience.withoutLabels === undefined
      ? []
      : [[say('editor.without-labels'), audience.withoutLabels.join(', ')] as const]),
    [
      say('editor.classes'),
      (audience.classes ?? ['service']).map((one) => say('editor.class', { class: one })).join(', '),
    ],
    ...(channels === undefined
      ? []
      : [[say('editor.channels'), channels.map((one) => say(`shell.channel.${one}`)).join(', ')] as const]),
    [say('editor.binding'), say('editor.binding.value', { binding: ban.binding })],
    [say('editor.from'), day(ban.from)],
    ...(grace === undefined
      ? []
      : ([
          [say('editor.grace.days'), String(grace.workingDays)],
          [say('editor.grace.until'), day(grace.until)],
        ] as const)),
    [say('editor.review'), <ReviewWords key="review" day={ban.review} inDays={reviewInDays} />],
    [say('editor.removal'), say('editor.removal.value', { removal: ban.removal })],
    [
      say('editor.exemptions'),
      say(exemptions.allowed ? 'editor.exemptions.allowed' : 'editor.exemptions.none'),
    ],
    [
      say('editor.basis'),
      say('editor.basis.value', { kind: basis.kind === 'risk-assessment' ? 'risk' : basis.kind }),
    ],
    [say('editor.basis.by'), basis.kind === 'unwritten' ? basis.statedBy : basis.decidedBy],
    ...(basis.kind === 'unwritten'
      ? [[say('editor.basis.written-by'), day(basis.toBeWrittenBy)] as const]
      : [[say('editor.basis.reference'), basis.reference] as const]),
    [say('editor.basis.date'), day(basis.date)],
  ];
  return (
    <>
      <dl className="facts">
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <dl className="facts">
        {languages
          .filter((language) => notice.why[language] !== undefined)
          .map((language) => (
            <div key={language}>
              <dt>
                {say('editor.texts.in', {
                  field: say('editor.texts.why'),
                  language: languageNames[language],
                })}
              </dt>
              <dd lang={language}>{notice.why[language]}</dd>
            </div>
          ))}
      </dl>
    </>
  );
}
