import { Alert, Button, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useEffect, useRef } from 'react';
import { useAnnounce } from '../shell/announce.tsx';
import { useWords } from '../shell/words.tsx';
import './records.css';

/** A secret that the server tells this once; it is kept in no place of the page but this one. */
export function ShownOnce(props: { readonly title: string; readonly text: string; readonly lead: string }) {
  const { say } = useWords();
  const announce = useAnnounce();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const copy = (): void =>
    void navigator.clipboard.writeText(props.text).then(() => announce(say('shell.copied')));
  return (
    <Alert data-color="info" className="shown-once">
      <Heading ref={heading} level={2} data-size="2xs" tabIndex={-1} className="page-heading">
        {props.title}
      </Heading>
      <Paragraph>{props.lead}</Paragraph>
      <code className="secret">{props.text}</code>
      {/* Browsers let a page copy only over https, or on this very PC; the text can be selected anyway. */}
      {window.isSecureContext && (
        <Button variant="secondary" data-size="sm" onClick={copy}>
          {say('shell.button.copy')}
        </Button>
      )}
    </Alert>
  );
}
