import { Button, Checkbox, Paragraph } from '@digdir/designsystemet-react';
import { useState } from 'react';
import type { AnnouncementKind } from '#protocol/announcement.ts';
import type { ResponseOf } from '#protocol/console-server.ts';
import { useAct } from '../../api/use-act.ts';
import { useOperation } from '../../api/use-operation.ts';
import { Choice } from '../../parts/choice.tsx';
import { Answered, Fault } from '../../parts/states.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import { useAnnounce } from '../../shell/announce.tsx';
import { useWords } from '../../shell/words.tsx';
import { isHost } from '../../view-models/outlet-form.ts';
import { wholeNumber } from '../../view-models/typed.ts';
import { KindsChoice } from './kinds-choice.tsx';
import { TestWords } from './test-words.tsx';

type Syslog = NonNullable<ResponseOf<'getSyslog'>['syslog']>;
const transports = { tls: 'TLS', tcp: 'TCP', udp: 'UDP' } as const;
const formats = { rfc5424: 'RFC 5424', cef: 'CEF' } as const;

/** Where a SIEM listens, and what it is told. */
export function SyslogPart() {
  const { say } = useWords();
  const syslog = useOperation('getSyslog');
  return (
    <>
      <Paragraph>{say('settings.syslog.lead')}</Paragraph>
      <Answered query={syslog}>
        {(answer) => <SyslogForm key={JSON.stringify(answer)} syslog={answer.syslog} />}
      </Answered>
    </>
  );
}

function SyslogForm({ syslog }: { readonly syslog: Syslog | undefined }) {
  const { say } = useWords();
  const announce = useAnnounce();
  const [form, setForm] = useState({
    host: syslog?.host ?? '',
    port: String(syslog?.port ?? 6_514),
    transport: syslog?.transport ?? ('tls' as const),
    format: syslog?.format ?? ('rfc5424' as const),
    hits: syslog?.hits ?? false,
    audit: syslog?.audit ?? true,
  });
  const [kinds, setKinds] = useState<readonly AnnouncementKind[]>(syslog?.kinds ?? []);
  const [tried, setTried] = useState(false);
  const save = useAct('setSyslog', ['getSyslog']);
  const test = useAct('testSyslog');
  const set = (changes: Partial<typeof form>): void => setForm({ ...form, ...changes });
  const port = wholeNumber(form.port, 1, 65_535);
  const host = form.host.trim();
  return (
    <form
      noValidate
      className="form form-narrow"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (!isHost(host) || port === undefined) return;
        save.mutate(
          { body: { syslog: { ...form, host, port, kinds: [...kinds] } } },
          { onSuccess: () => announce(say('shell.saved')) },
        );
      }}
    >
      {syslog === undefined && <Paragraph className="quiet">{say('settings.outlet.none')}</Paragraph>}
      <div className="line-form">
        <TextLine
          label={say('settings.syslog.host')}
          value={form.host}
          onType={(typed) => set({ host: typed })}
          fault={tried && !isHost(host) ? say('settings.missing') : undefined}
        />
        <TextLine
          label={say('settings.port')}
          numeric
          value={form.port}
          onType={(typed) => set({ port: typed })}
          fault={tried && port === undefined ? say('settings.port.wrong') : undefined}
        />
        <Choice
          label={say('settings.syslog.transport')}
          value={form.transport}
          options={(['tls', 'tcp', 'udp'] as const).map((one) => ({ value: one, name: transports[one] }))}
          onChoose={(one) => set({ transport: one === '' ? form.transport : one })}
        />
        <Choice
          label={say('settings.syslog.format')}
          value={form.format}
          options={(['rfc5424', 'cef'] as const).map((one) => ({ value: one, name: formats[one] }))}
          onChoose={(one) => set({ format: one === '' ? form.format : one })}
        />
      </div>
      <Checkbox
        label={say('settings.syslog.hits')}
        value="hits"
        checked={form.hits}
        onChange={({ target }) => set({ hits: target.checked })}
      />
      <Checkbox
        label={say('settings.syslog.audit')}
        value="audit"
        checked={form.audit}
        onChange={({ target }) => set({ audit: target.checked })}
      />
      <KindsChoice chosen={kinds} onChoose={setKinds} />
      <TestWords delivery={test.data} />
      <Fault fault={save.error ?? test.error} />
      <div className="buttons">
        <Button type="submit" loading={save.isPending && save.variables.body?.syslog !== undefined}>
          {say('shell.button.save')}
        </Button>
        {syslog !== undefined && (
          <>
            <Button
              type="button"
              variant="secondary"
              loading={test.isPending}
              onClick={() => test.mutate({})}
            >
              {say('settings.test')}
            </Button>
            <Button
              type="button"
              variant="tertiary"
              data-color="danger"
              onClick={() => save.mutate({ body: {} })}
            >
              {say('settings.outlet.off')}
            </Button>
          </>
        )}
      </div>
    </form>
  );
}
