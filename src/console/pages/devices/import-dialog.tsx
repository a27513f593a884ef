import {
  Alert,
  Button,
  Dialog,
  Field,
  Heading,
  Input,
  Label,
  Paragraph,
  Spinner,
  Table,
  ValidationMessage,
} from '@digdir/designsystemet-react';
import { useEffect, useRef, useState } from 'react';
import type { ResponseOf } from '#protocol/console-server.ts';
import { useAct } from '../../api/use-act.ts';
import { Fault } from '../../parts/states.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { useWords } from '../../shell/words.tsx';

type Outcome = ResponseOf<'importDevices'>;
const mostCharacters = 4_194_304;

/** A table of PCs: tried first, then imported; rows that cannot be read are listed and the others are taken. */
export function ImportDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const { say } = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open && dialog.current?.open === false) dialog.current.showModal();
    if (!open && dialog.current?.open === true) dialog.current.close();
  }, [open]);
  return (
    <Dialog ref={dialog} onClose={onClose} closeButton={say('shell.button.close')} className="wide-dialog">
      {open && <Import onClose={onClose} />}
    </Dialog>
  );
}

function Import({ onClose }: { readonly onClose: () => void }) {
  const { say } = useWords();
  const [csv, setCsv] = useState<string>();
  const [wrong, setWrong] = useState<'missing' | 'large'>();
  const [done, setDone] = useState(false);
  const send = useAct('importDevices', ['listDevices', 'listUnits', 'listExpected']);
  const take = async (file: File | undefined): Promise<void> => {
    send.reset();
    setDone(false);
    setCsv(undefined);
    if (file === undefined) return;
    if (file.size > mostCharacters) setWrong('large');
    else {
      setWrong(undefined);
      setCsv(await file.text());
    }
  };
  const checked = send.data;
  const good = checked === undefined ? 0 : checked.changed + checked.notYetEnrolled;
  return (
    <form
      noValidate
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (csv === undefined) setWrong(wrong ?? 'missing');
        else send.mutate({ body: { csv, dryRun: true } });
      }}
    >
      <Heading level={2} data-size="xs">
        {say('devices.import.title')}
      </Heading>
      <Paragraph>{say('devices.import.lead')}</Paragraph>
      <pre className="secret">
        hostname,unit,labels,class{'\n'}pc-4711,school,&quot;pupil;room:204&quot;,service
      </pre>
      <Field>
        <Label>{say('devices.import.file')}</Label>
        <Input
          type="file"
          accept=".csv,text/csv,text/plain"
          {...(wrong === undefined ? {} : { 'aria-invalid': true as const })}
          onChange={({ target }) => void take(target.files?.[0])}
        />
        {wrong !== undefined && <ValidationMessage>{say(`devices.import.file.${wrong}`)}</ValidationMessage>}
      </Field>
      <Fault fault={send.error} />
      <div role="status">
        {send.isPending && (
          <Paragraph className="working">
            <Spinner aria-hidden="true" data-size="sm" /> {say('devices.import.working')}
          </Paragraph>
        )}
        {checked !== undefined && !send.isPending && <Told outcome={checked} done={done} />}
      </div>
      {checked !== undefined && checked.broken.length > 0 && <BrokenRows rows={checked.broken} />}
      <div className="buttons">
        {!done && checked === undefined && (
          <Button type="submit" disabled={send.isPending}>
            {say('devices.import.check')}
          </Button>
        )}
        {!done && checked !== undefined && csv !== undefined && good > 0 && (
          <Button
            type="button"
            disabled={send.isPending}
            onClick={() => send.mutate({ body: { csv } }, { onSuccess: () => setDone(true) })}
          >
            {say('devices.import.do', { n: good })}
          </Button>
        )}
        <Button type="button" variant="secondary" onClick={onClose}>
          {say(done ? 'shell.button.close' : 'shell.button.cancel')}
        </Button>
      </div>
    </form>
  );
}

function Told({ outcome, done }: { readonly outcome: Outcome; readonly done: boolean }) {
  const { say } = useWords();
  return (
    <Alert data-color={done ? 'success' : 'info'}>
      <Paragraph className="strong">{say(done ? 'devices.import.done' : 'devices.import.checked')}</Paragraph>
      <ul className="points">
        <li>{say('devices.import.changed', { n: outcome.changed })}</li>
        <li>{say('devices.import.unchanged', { n: outcome.unchanged })}</li>
        <li>{say('devices.import.expected', { n: outcome.notYetEnrolled })}</li>
        <li>{say('devices.import.broken', { n: outcome.broken.length })}</li>
      </ul>
    </Alert>
  );
}

const BrokenRows = ({ rows }: { readonly rows: Outcome['broken'] }) => {
  const { say, number } = useWords();
  return (
    <TableBox label={say('devices.import.broken', { n: rows.length })}>
      <Table className="narrow-table">
        <Table.Head>
          <Table.Row>
            <Table.HeaderCell className="number">{say('devices.import.row')}</Table.HeaderCell>
            <Table.HeaderCell>{say('devices.import.column')}</Table.HeaderCell>
            <Table.HeaderCell>{say('devices.import.why')}</Table.HeaderCell>
          </Table.Row>
        </Table.Head>
        <Table.Body>
          {rows.map(({ row, column, why }) => (
            <Table.Row key={`${row}:${column}`}>
              <Table.Cell className="number">{number(row)}</Table.Cell>
              <Table.Cell>{column}</Table.Cell>
              <Table.Cell lang="en">{why}</Table.Cell>
            </Table.Row>
          ))}
        </Table.Body>
      </Table>
    </TableBox>
  );
};
