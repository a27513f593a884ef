import { Button, Paragraph } from '@digdir/designsystemet-react';
import { useState } from 'react';
import type { ResponseOf } from '#protocol/console-server.ts';
import { useAct } from '../../api/use-act.ts';
import { useOperation } from '../../api/use-operation.ts';
import { ReasonDialog } from '../../parts/reason-dialog.tsx';
import { Section } from '../../parts/section.tsx';
import { Answered, Fault } from '../../parts/states.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import { useAnnounce } from '../../shell/announce.tsx';
import { useSession } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';
import { OthersChoice } from './others-choice.tsx';
import { RoleRules, type KeyedRule } from './role-rules.tsx';

type Provider = ResponseOf<'getIdentityProvider'>;

/** Who vouches for operators, and which role they get. */
export function IdentityProviderPart() {
  const { say } = useWords();
  const provider = useOperation('getIdentityProvider');
  return (
    <>
      <Paragraph>{say('settings.provider.lead')}</Paragraph>
      <Answered query={provider}>
        {(answer) => <ProviderForm key={JSON.stringify(answer)} provider={answer} />}
      </Answered>
    </>
  );
}

function ProviderForm({ provider }: { readonly provider: Provider }) {
  const { say } = useWords();
  const announce = useAnnounce();
  const { session } = useSession();
  const [form, setForm] = useState({
    issuer: provider.issuer ?? '',
    clientId: provider.clientId ?? '',
    secret: '',
    name: provider.name ?? '',
    scopes: provider.scopes?.join(' ') ?? '',
  });
  const [rules, setRules] = useState<readonly KeyedRule[]>(() =>
    provider.rules.map((rule, key) => ({ ...rule, key })),
  );
  const [others, setOthers] = useState(provider.default);
  const [tried, setTried] = useState(false);
  const [removing, setRemoving] = useState(false);
  const save = useAct('setIdentityProvider', ['getIdentityProvider', 'getSession']);
  const remove = useAct('removeIdentityProvider', ['getIdentityProvider', 'getSession', 'listOperators']);
  const set = (changes: Partial<typeof form>): void => setForm({ ...form, ...changes });
  const issuer = form.issuer.trim();
  const [clientId, name] = [form.clientId.trim(), form.name.trim()] as const;
  const rulesRight = rules.every(({ claim, value }) => claim.trim() !== '' && value.trim() !== '');
  const scopes = form.scopes.split(/[\s,]+/u).filter(Boolean);
  const missing = (text: string): string | undefined =>
    tried && text === '' ? say('settings.missing') : undefined;
  const submit = (): void => {
    setTried(true);
    if (issuer === '' || clientId === '' || name === '' || !rulesRight) return;
    save.mutate(
      {
        body: {
          issuer,
          clientId,
          name,
          rules: rules.map(({ claim, value, role, unit }) => ({
            claim: claim.trim(),
            value: value.trim(),
            role,
            unit,
          })),
          ...(others === undefined ? {} : { default: others }),
          ...(scopes.length === 0 ? {} : { scopes }),
          ...(form.secret === '' ? {} : { clientSecret: form.secret }),
        },
      },
      { onSuccess: () => announce(say('settings.provider.saved')) },
    );
  };
  return (
    <form
      noValidate
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {provider.issuer === undefined && (
        <Paragraph className="quiet">{say('settings.provider.none')}</Paragraph>
      )}
      <div>
        <Paragraph>{say('settings.provider.redirect')}</Paragraph>
        <code className="secret">{provider.redirectUri}</code>
      </div>
      <div className="form form-narrow">
        <TextLine
          label={say('settings.provider.issuer')}
          type="url"
          longest={400}
          value={form.issuer}
          onType={(typed) => set({ issuer: typed })}
          fault={missing(issuer)}
        />
        <TextLine
          label={say('settings.provider.client')}
          value={form.clientId}
          onType={(typed) => set({ clientId: typed })}
          fault={missing(clientId)}
        />
        <TextLine
          label={say('settings.provider.secret')}
          type="password"
          longest={1_000}
          value={form.secret}
          onType={(secret) => set({ secret })}
        />
        <TextLine
          label={say('settings.provider.button')}
          value={form.name}
          onType={(typed) => set({ name: typed })}
          fault={missing(name)}
        />
        <TextLine
          label={say('settings.provider.scopes')}
          value={form.scopes}
          onType={(typed) => set({ scopes: typed })}
        />
      </div>
      <Section title={say('settings.provider.rules')}>
        <RoleRules rules={rules} onChange={setRules} unit={session?.operator?.unit ?? ''} tried={tried} />
        <OthersChoice others={others} unit={session?.operator?.unit ?? ''} onChange={setOthers} />
      </Section>
      <Fault fault={save.error} />
      <div className="buttons">
        <Button type="submit" loading={save.isPending}>
          {say('shell.button.save')}
        </Button>
        {provider.issuer !== undefined && (
          <Button type="button" variant="tertiary" data-color="danger" onClick={() => setRemoving(true)}>
            {say('settings.provider.remove')}
          </Button>
        )}
      </div>
      <ReasonDialog
        open={removing}
        title={say('settings.provider.remove')}
        lead={say('settings.provider.remove.lead')}
        verb={say('settings.webhooks.remove')}
        needsReason={false}
        danger
        busy={remove.isPending}
        fault={remove.error}
        onClose={() => setRemoving(false)}
        onDo={() => remove.mutate({}, { onSuccess: () => setRemoving(false) })}
      />
    </form>
  );
}
