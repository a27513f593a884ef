import { Button, Paragraph } from '@digdir/designsystemet-react';
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
import { isHost, mailAddress } from '../../view-models/outlet-form.ts';
import { linesIn, wholeNumber } from '../../view-models/typed.ts';
import { KindsChoice } from './kinds-choice.tsx';
import { TestWords } from './test-words.tsx';

type Mail = NonNullable<ResponseOf<'getMail'>['mail']>;
const ways = ['starttls', 'tls', 'none'] as const;

/** How the server sends mail, and on what. */
export function MailPart() {
  const { say } = useWords();
  const mail = useOperation('getMail');
  return (
    <>
      <Paragraph>{say('settings.mail.lead')}</Paragraph>
      <Answered query={mail}>
        {(answer) => <MailForm key={JSON.stringify(answer)} mail={answer.mail} />}
      </Answered>
    </>
  );
}

function MailForm({ mail }: { readonly mail: Mail | undefined }) {
  const { say } = useWords();
  const announce = useAnnounce();
  const [form, setForm] = useState({
    host: mail?.host ?? '',
    port: String(mail?.port ?? 587),
    tls: mail?.tls ?? ways[0],
    user: mail?.user ?? '',
    password: '',
    from: mail?.from ?? '',
    to: mail?.to.join('\n') ?? '',
  });
  const [kinds, setKinds] = useState<readonly AnnouncementKind[]>(mail?.kinds ?? []);
  const [tried, setTried] = useState(false);
  const save = useAct('setMail', ['getMail']);
  const test = useAct('testMail');
  const set = (changes: Partial<typeof form>): void => setForm({ ...form, ...changes });
  const port = wholeNumber(form.port, 1, 65_535);
  const to = linesIn(form.to);
  const wrong = {
    host: !isHost(form.host.trim()),
    from: !mailAddress(form.from.trim()),
    to: to.length === 0 || !to.every(mailAddress),
  };
  const submit = (): void => {
    setTried(true);
    if (wrong.host || wrong.from || wrong.to || port === undefined) return;
    const [host, user, from] = [form.host.trim(), form.user.trim(), form.from.trim()] as const;
    save.mutate(
      {
        body: {
          mail: {
            host,
            port,
            tls: form.tls,
            from,
            to: [...new Set(to)],
            kinds: [...kinds],
            ...(user === '' ? {} : { user }),
            ...(form.password === '' ? {} : { password: form.password }),
          },
        },
      },
      { onSuccess: () => announce(say('shell.saved')) },
    );
  };
  return (
    <form
      noValidate
      className="form form-narrow"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {mail === undefined && <Paragraph className="quiet">{say('settings.outlet.none')}</Paragraph>}
      <div className="line-form">
        <TextLine
          label={say('settings.mail.host')}
          value={form.host}
          onType={(host) => set({ host })}
          fault={tried && wrong.host ? say('settings.missing') : undefined}
        />
        <TextLine
          label={say('settings.port')}
          numeric
          value={form.port}
          onType={(typed) => set({ port: typed })}
          fault={tried && port === undefined ? say('settings.port.wrong') : undefined}
        />
        <Choice
          label={say('settings.mail.tls')}
          value={form.tls}
          options={ways.map((tls) => ({ value: tls, name: say(`settings.tls.${tls}`) }))}
          onChoose={(tls) => set({ tls: tls === '' ? form.tls : tls })}
        />
        <TextLine label={say('settings.mail.user')} value={form.user} onType={(user) => set({ user })} />
      </div>
      <TextLine
        label={say('settings.mail.password')}
        type="password"
        longest={500}
        value={form.password}
        onType={(password) => set({ password })}
      />
      <TextLine
        label={say('settings.mail.from')}
        type="email"
        value={form.from}
        onType={(from) => set({ from })}
        fault={tried && wrong.from ? say('settings.mail.address.wrong') : undefined}
      />
      <TextLine
        label={say('settings.mail.to')}
        rows={3}
        longest={8_000}
        value={form.to}
        onType={(typed) => set({ to: typed })}
        fault={tried && wrong.to ? say('settings.mail.address.wrong') : undefined}
      />
      <KindsChoice chosen={kinds} onChoose={setKinds} />
      <TestWords delivery={test.data} />
      <Fault fault={save.error ?? test.error} />
      <div className="buttons">
        <Button type="submit" loading={save.isPending && save.variables.body?.mail !== undefined}>
          {say('shell.button.save')}
        </Button>
        {mail !== undefined && (
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
