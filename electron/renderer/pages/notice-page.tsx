import { Button, Paragraph } from '@digdir/designsystemet-react';
import { NoticeView } from '../notice/notice-view.tsx';
import { PageHeading } from '../parts/page-heading.tsx';
import { useTray } from '../tray-context.ts';

export function NoticePage({ id }: { readonly id: string }) {
  const { state, say, go } = useTray();
  const notice = state.notices.find((one) => one.id === id);
  if (notice !== undefined) return <NoticeView notice={notice} />;
  return (
    <>
      <PageHeading>{say('fault.unknown-notice')}</PageHeading>
      <Paragraph>{say('overview.nothing-for-you')}</Paragraph>
      <Button variant="secondary" onClick={() => go({ page: 'notices' })}>
        {say('notices.heading')}
      </Button>
    </>
  );
}
