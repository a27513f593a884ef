import { Button, Dialog, Heading, Paragraph } from '@digdir/designsystemet-react';
import { useEffect, useRef } from 'react';
import { useWords } from '../../shell/words.tsx';

/** A code in large type, grouped as it is read aloud. */
export function SpelledCode(props: {
  readonly open: boolean;
  readonly code: string;
  readonly until: number;
  readonly onClose: () => void;
}) {
  const { say } = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (props.open && dialog.current?.open === false) dialog.current.showModal();
    if (!props.open && dialog.current?.open === true) dialog.current.close();
  }, [props.open]);
  return (
    <Dialog ref={dialog} onClose={props.onClose} closeButton={say('shell.button.close')}>
      <div className="form">
        <Heading level={2} data-size="xs">
          {say('exemptions.code')}
        </Heading>
        <Paragraph>{say('exemptions.code.read')}</Paragraph>
        {/* A screen reader says each character, group by group. */}
        <p className="spelled" role="status">
          <span aria-hidden="true">{props.code}</span>
          <span className="ds-sr-only">
            {props.code
              .split('-')
              .map((group) => group.replaceAll(/(?<=.)(?=.)/gu, ' '))
              .join(', ')}
          </span>
        </p>
        <Paragraph className="quiet">{say('exemptions.code.once', { until: props.until })}</Paragraph>
        <div className="buttons">
          <Button onClick={props.onClose}>{say('shell.button.close')}</Button>
        </div>
      </div>
    </Dialog>
  );
}
