import { Card, Heading, Paragraph } from '@digdir/designsystemet-react';
import { requestWords } from '#locales/request-words.ts';
import { namesOfBan } from '../model/app-names.ts';
import { PageHeading } from '../parts/page-heading.tsx';
import { useTray } from '../tray-context.ts';

/** What the person asked for, and how each request stands. */
export function RequestsPage() {
  const { state, say } = useTray();
  const newestFirst = state.requests.toSorted((a, b) => b.request.askedAt - a.request.askedAt);
  return (
    <>
      <PageHeading>{say('menu.requests')}</PageHeading>
      {/* Before the agent was heard, nobody knows. */}
      {newestFirst.length === 0 && state.status !== undefined && (
        <Paragraph>{say('requests.empty')}</Paragraph>
      )}
      {newestFirst.map((one) => (
        <Card key={one.request.id} asChild>
          <article>
            <Heading level={2} data-size="2xs">
              {namesOfBan(one.request.ban, state)}
            </Heading>
            <Paragraph className="strong">{requestWords(state, one)}</Paragraph>
            <Paragraph>
              {say('requests.asked', { days: one.request.days, at: one.request.askedAt })}{' '}
              {say(`ask.device.${one.request.device ?? 'this-pc'}`)}.
            </Paragraph>
            <blockquote className="own-words">{one.request.purpose}</blockquote>
          </article>
        </Card>
      ))}
    </>
  );
}
