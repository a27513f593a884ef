import { Button, Field, Input, Label, Paragraph, ValidationMessage } from '@digdir/designsystemet-react';
import { useState } from 'react';
import type { BodyOf } from '#protocol/console-server.ts';
import { useAct } from '../../api/use-act.ts';
import { Fault } from '../../parts/states.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import { useWords } from '../../shell/words.tsx';
import { envelopeIn, type PackEnvelope } from '../../view-models/pack-file.ts';
import { Inspected } from './inspected-pack.tsx';

/** Looks inside a pack; following it comes after its key was compared. */
export function FollowPack() {
  const { say } = useWords();
  const [url, setUrl] = useState('');
  const [file, setFile] = useState<PackEnvelope | 'wrong'>();
  const [key, setKey] = useState('');
  const [missing, setMissing] = useState(false);
  const inspect = useAct('inspectPack');
  const { reset } = inspect;
  const take = async (chosen: File | undefined): Promise<void> => {
    reset();
    setFile(chosen === undefined ? undefined : (envelopeIn(await chosen.text()) ?? 'wrong'));
    setMissing(false);
  };
  const source: Pick<BodyOf<'inspectPack'>, 'url' | 'envelope'> | undefined =
    typeof file === 'object' ? { envelope: file } : url.trim() === '' ? undefined : { url: url.trim() };
  return (
    <>
      <form
        noValidate
        className="form form-narrow"
        onSubmit={(event) => {
          event.preventDefault();
          setMissing(source === undefined && file !== 'wrong');
          if (source === undefined || file === 'wrong') return;
          const given = key.trim();
          inspect.mutate({ body: { ...source, ...(given === '' ? {} : { authorityKey: given }) } });
        }}
      >
        <Paragraph>{say('packs.follow.lead')}</Paragraph>
        <TextLine
          label={say('packs.source.url')}
          type="url"
          value={url}
          longest={500}
          onType={(typed) => {
            setUrl(typed);
            setMissing(false);
            reset();
          }}
          fault={missing ? say('packs.follow.missing') : undefined}
        />
        <Field>
          <Label>{say('packs.follow.file')}</Label>
          <Input
            type="file"
            accept=".json,application/json"
            {...(file === 'wrong' ? { 'aria-invalid': true as const } : {})}
            onChange={({ target }) => void take(target.files?.[0])}
          />
          {file === 'wrong' && <ValidationMessage>{say('packs.follow.file.wrong')}</ValidationMessage>}
        </Field>
        <TextLine
          label={say('packs.follow.key')}
          hint={say('packs.follow.key.hint')}
          value={key}
          longest={44}
          onType={(typed) => {
            setKey(typed);
            reset();
          }}
        />
        <Fault fault={inspect.error} />
        <div className="buttons">
          <Button type="submit" variant="secondary" loading={inspect.isPending}>
            {say('packs.inspect')}
          </Button>
        </div>
      </form>
      {inspect.data !== undefined && source !== undefined && (
        <Inspected inspection={inspect.data} source={source} />
      )}
    </>
  );
}
