import type { Ban } from '#policy/ban.ts';
import { languages, languageNames, type Language } from '#locales/language.ts';
import { useUnitName } from '../../parts/use-unit-name.ts';
import { useWords } from '../../shell/words.tsx';
import { nameOfId } from '../../view-models/app-name.ts';
import { kindWord } from '../../view-models/matcher.ts';

/** One thing that a ban says, in words. */
export type BanFact = {
  /** The place in the ban, `/audience/units`: of its first part the field of the ban. */
  readonly id: string;
  readonly name: string;
  readonly value: string;
  /** Of the value, where it is the organisation's own text. */
  readonly lang?: Language;
};

/** Says a ban field by field, with the words of the editor; what the ban leaves out is left out. */
export function useBanFacts(): (ban: Ban) => readonly BanFact[] {
  const { say, day } = useWords();
  const unitName = useUnitName();
  const channelNames = (channels: Readonly<NonNullable<Ban['channels']>>): string =>
    channels.map((one) => say(`shell.channel.${one}`)).join(', ');
  const classNames = (classes: readonly string[]): string =>
    classes.map((one) => say('editor.class', { class: one })).join(', ');

  const thing = ({ apps, matcher }: Ban): readonly Maybe[] => [
    fact('/apps', say('editor.apps'), apps?.map(nameOfId).join(', ')),
    fact(
      '/matcher',
      say('editor.matcher'),
      matcher &&
        [
          matcher.name,
          ...matcher.all.map(
            ({ kind, value }) => `${say('editor.matcher.kinds', { kind: kindWord(kind) })}: ${value}`,
          ),
        ].join('\n'),
    ),
  ];
  const audience = ({ audience: given = {}, binding }: Ban): readonly Maybe[] => [
    fact(
      '/audience/units',
      say('editor.units'),
      given.units?.map(unitName).join(', ') ?? say('editor.units.all'),
    ),
    fact('/audience/labels', say('editor.labels'), given.labels?.join(', ')),
    fact('/audience/withoutLabels', say('editor.without-labels'), given.withoutLabels?.join(', ')),
    fact('/audience/classes', say('editor.classes'), classNames(given.classes ?? ['service'])),
    fact('/binding', say('editor.binding'), say('editor.binding.value', { binding })),
  ];
  const exemptions = ({ exemptions: given, pausable }: Ban): readonly Maybe[] => [
    fact(
      '/exemptions',
      say('editor.exemptions'),
      given.allowed
        ? [
            say('editor.exemptions.allowed'),
            ...(given.approvers === 2 ? [say('editor.exemptions.two')] : []),
            ...(given.by === 'units-below' ? [say('editor.exemptions.below')] : []),
            ...(given.offlineCodes === true ? [say('editor.exemptions.codes')] : []),
            ...(given.classes === undefined
              ? []
              : [`${say('editor.classes')}: ${classNames(given.classes)}`]),
            ...(given.longestDays === undefined
              ? []
              : [`${say('editor.exemptions.longest')}: ${given.longestDays}`]),
          ].join('\n')
        : say('editor.exemptions.none'),
    ),
    fact('/pausable', say('rollouts.pauses'), pausable === true ? say('editor.pausable') : undefined),
  ];
  const basis = ({ basis: given }: Ban): readonly Maybe[] => [
    fact(
      '/basis/kind',
      say('editor.basis'),
      say('editor.basis.value', { kind: given.kind === 'risk-assessment' ? 'risk' : given.kind }),
    ),
    fact('/basis/by', say('editor.basis.by'), given.kind === 'unwritten' ? given.statedBy : given.decidedBy),
    ...(given.kind === 'unwritten'
      ? [fact('/basis/toBeWrittenBy', say('editor.basis.written-by'), day(given.toBeWrittenBy))]
      : [fact('/basis/reference', say('editor.basis.reference'), given.reference)]),
    fact('/basis/date', say('editor.basis.date'), day(given.date)),
  ];
  const texts = ({ notice }: Ban): readonly Maybe[] => {
    const each = (id: string, field: string, given: NonNullable<typeof notice.instead> = {}): Maybe[] =>
      languages.map((language) =>
        fact(
          `/notice/${id}/${language}`,
          say('editor.texts.in', { field, language: languageNames[language] }),
          given[language],
          language,
        ),
      );
    return [
      ...each('why', say('editor.texts.why'), notice.why),
      ...each('instead', say('editor.texts.instead'), notice.instead),
      fact(
        '/notice/furtherReading',
        say('editor.reading'),
        notice.furtherReading
          ?.map(({ title, url }) => [...Object.values(title).filter(Boolean), url].join(' – '))
          .join('\n'),
      ),
    ];
  };
  return (ban) =>
    [
      ...thing(ban),
      fact('/effect', say('editor.effect'), say(`shell.effect.${ban.effect}`)),
      fact('/channels', say('editor.channels'), channelNames(ban.channels ?? everyChannel)),
      ...audience(ban),
      fact('/from', say('editor.from'), day(ban.from)),
      fact('/grace/workingDays', say('editor.grace.days'), ban.grace && String(ban.grace.workingDays)),
      fact('/grace/until', say('editor.grace.until'), ban.grace && day(ban.grace.until)),
      fact('/review', say('editor.review'), day(ban.review)),
      fact('/removal', say('editor.removal'), say('editor.removal.value', { removal: ban.removal })),
      ...exemptions(ban),
      ...basis(ban),
      ...texts(ban),
      fact('/needs', say('editor.needs'), ban.needs?.join(', ')),
    ].filter((one) => one !== undefined);
}

const everyChannel = ['native', 'store', 'portable', 'fork', 'pwa', 'web'] as const;

type Maybe = BanFact | undefined;
const fact = (id: string, name: string, value: string | undefined, lang?: Language): Maybe =>
  value === undefined || value === ''
    ? undefined
    : { id, name, value, ...(lang === undefined ? {} : { lang }) };
