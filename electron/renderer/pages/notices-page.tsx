import { Paragraph } from '@digdir/designsystemet-react';
import { splitNotices } from '../model/new-notices.ts';
import { NoticeList } from '../parts/notice-list.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { Section } from '../parts/section.tsx';
import { useTray } from '../tray-context.ts';

export function NoticesPage() {
  const { state, say } = useTray();
  const { fresh, earlier } = splitNotices(state.notices, Date.now());
  return (
    <>
      <PageHeading>{say('notices.heading')}</PageHeading>
      {/* Before the agent was heard, nobody knows. */}
      {state.notices.length === 0 && state.status !== undefined && (
        <Paragraph>{say('notices.empty')}</Paragraph>
      )}
      {fresh.length > 0 && (
        <Section title={say('notices.new')}>
          <NoticeList notices={fresh} />
        </Section>
      )}
      {earlier.length > 0 && (
        <Section title={say('notices.earlier')}>
          <NoticeList notices={earlier} />
        </Section>
      )}
    </>
  );
}
