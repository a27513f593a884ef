import { Button, Dialog, Heading, Paragraph, Textfield } from '@digdir/designsystemet-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useWords } from '../shell/words.tsx';
import { Fault } from './states.tsx';

/** Asks for a reason before something is done; the dialog stays open while it is done and when it was refused. */
export function ReasonDialog(props: {
  readonly open: boolean;
  readonly title: string;
  readonly lead?: string;
  /** On the button that does it. */
  readonly verb: string;
  readonly busy: boolean;
  readonly fault: unknown;
  readonly danger?: boolean;
  /** More fields, above the reason. */
  readonly children?: ReactNode;
  /** False: nothing need be written. */
  readonly needsReason?: boolean;
  readonly onClose: () => void;
  readonly onDo: (reason: string) => void;
}) {
  const { say } = useWords();
  const { needsReason = true } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState(false);
  useEffect(() => {
    if (props.open && dialog.current?.open === false) dialog.current.showModal();
    if (!props.open && dialog.current?.open === true) dialog.current.close();
    if (!props.open) {
      setReason('');
      setMissing(false);
    }
  }, [props.open]);
  const submit = (): void => {
    const given = reason.trim();
    if (needsReason && given === '') setMissing(true);
    else props.onDo(given);
  };
  return (
    <Dialog ref={dialog} onClose={props.onClose} closeButton={say('shell.button.close')}>
      {props.open && (
        <form
          noValidate
          className="form"
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <Heading level={2} data-size="xs">
            {props.title}
          </Heading>
          {props.lead !== undefined && <Paragraph>{props.lead}</Paragraph>}
          {props.children}
          {needsReason && (
            <Textfield
              label={say('shell.reason')}
              value={reason}
              maxLength={300}
              onChange={({ target }) => {
                setReason(target.value);
                setMissing(false);
              }}
              {...(missing ? { error: say('shell.reason.missing') } : {})}
            />
          )}
          <Fault fault={props.fault} />
          <div className="buttons">
            <Button
              type="submit"
              loading={props.busy}
              {...(props.danger === true ? { 'data-color': 'danger' } : {})}
            >
              {props.verb}
            </Button>
            <Button type="button" variant="secondary" onClick={props.onClose}>
              {say('shell.button.cancel')}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  );
}
