import { Paragraph } from '@digdir/designsystemet-react';
import { languageShown } from '#locales/language.ts';
import { tellsOfRule } from '#locales/notice-facts.ts';
import { noticeWords } from '#locales/notice-words.ts';
import type { Notice } from '#protocol/notice.ts';
import { KindIcon } from '../parts/kind-icon.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { Section } from '../parts/section.tsx';
import { useTray } from '../tray-context.ts';
import { useNow } from '../use-now.ts';
import { ClosingAloud } from './closing-aloud.tsx';
import { NoticeActions } from './notice-actions.tsx';
import { Reading } from './reading.tsx';

/** A notice in full. Its words are those that the command line says too. */
export function NoticeView({ notice }: { readonly notice: Notice }) {
  const { state, say } = useTray();
  const now = useNow(notice.kind === 'closing');
  const words = noticeWords(state, notice, now);
  // While the seconds run, saving comes before reasons.
  const urgent = notice.kind === 'closing';
  const toDo = words.whatToDo.length > 0 && (
    <Section title={say('notice.do.heading')}>
      {words.whatToDo.map((sentence) => (
        <Paragraph key={sentence}>{sentence}</Paragraph>
      ))}
      {words.data !== undefined && <Paragraph>{words.data}</Paragraph>}
    </Section>
  );
  return (
    <article className="notice">
      <div className={`notice-head kind-${notice.kind}`}>
        <KindIcon kind={notice.kind} />
        <PageHeading>{words.title}</PageHeading>
      </div>
      <Paragraph className="lead">{words.body}</Paragraph>
      {notice.kind === 'closing' && <ClosingAloud notice={notice} now={now} />}
      {words.times !== undefined && <Paragraph className="quiet">{words.times}</Paragraph>}
      {words.reassurance !== undefined && <Paragraph>{words.reassurance}</Paragraph>}
      {words.until !== undefined && (
        <Section title={say('notice.until.heading')}>
          <Paragraph>{words.until}</Paragraph>
        </Section>
      )}
      {urgent && toDo}
      {words.why !== undefined && (
        <Section title={say('notice.why.heading')}>
          <Paragraph lang={languageShown(notice.why, state.language)}>{words.why}</Paragraph>
        </Section>
      )}
      {tellsOfRule(notice) && (
        <Section title={say('notice.who.heading')}>
          <Paragraph>{words.who}</Paragraph>
        </Section>
      )}
      {!urgent && toDo}
      {words.instead !== undefined && (
        <Section title={say('notice.instead.heading')}>
          <Paragraph lang={languageShown(notice.instead ?? {}, state.language)}>{words.instead}</Paragraph>
        </Section>
      )}
      <Reading reading={words.reading} />
      <Paragraph className="quiet">{words.contact}</Paragraph>
      <NoticeActions notice={notice} now={now} />
    </article>
  );
}
