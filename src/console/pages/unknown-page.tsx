import { Alert, Paragraph } from '@digdir/designsystemet-react';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { PageFrame } from '../shell/page-frame.tsx';
import { useWords } from '../shell/words.tsx';

export function UnknownPage() {
  const { say } = useWords();
  return (
    <PageFrame title={say('shell.page-unknown.title')}>
      <Paragraph>{say('shell.page-unknown.body')}</Paragraph>
    </PageFrame>
  );
}

/** The page's own file could not be fetched, or the page failed: loading anew helps against both. */
export function FailedPage({ error }: ErrorComponentProps) {
  const { say } = useWords();
  return (
    <Alert data-color="danger" role="alert">
      <Paragraph>{say('shell.page-failed')}</Paragraph>
      <Paragraph lang="en" className="quiet">
        {error instanceof Error ? error.message : String(error)}
      </Paragraph>
    </Alert>
  );
}
