import { Alert, Paragraph } from '@digdir/designsystemet-react';
import type { ReactNode } from 'react';
import { useView, Views } from '../../parts/views.tsx';
import { PageFrame } from '../../shell/page-frame.tsx';
import { useMay } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';
import { Backup } from './backup.tsx';
import { IdentityProviderPart } from './identity-provider.tsx';
import { MailPart } from './mail.tsx';
import { Operators } from './operators.tsx';
import { OrganisationForm } from './organisation-form.tsx';
import { People } from './people.tsx';
import { PolicyPart } from './policy-part.tsx';
import { ReachForm } from './reach-form.tsx';
import { RetentionForm } from './retention-form.tsx';
import { RolloutForm } from './rollout-form.tsx';
import { RulesForm } from './rules-form.tsx';
import { Sessions } from './sessions.tsx';
import { SyslogPart } from './syslog.tsx';
import { UnitsForm } from './units-form.tsx';
import { Webhooks } from './webhooks.tsx';

const views = [
  'organisation',
  'units',
  'rollout',
  'rules',
  'reach',
  'retention',
  'people',
  'operators',
  'provider',
  'webhooks',
  'mail',
  'syslog',
  'sessions',
  'backup',
] as const;
type View = (typeof views)[number];

/** Settings that are part of the policy go through a draft; the others take effect at once. */
export function SettingsPage() {
  const { say } = useWords();
  const view = useView(views);
  return (
    <PageFrame title={say('settings.title')}>
      <Views
        label={say('settings.views')}
        shown={view}
        keep={['draft']}
        views={views.map((id) => ({ id, name: say(`settings.view.${id}`) }))}
      />
      <Part key={view} view={view} />
    </PageFrame>
  );
}

function Part({ view }: { readonly view: View }): ReactNode {
  switch (view) {
    case 'organisation':
      return <PolicyPart>{(policy) => <OrganisationForm {...policy} />}</PolicyPart>;
    case 'units':
      return <PolicyPart>{(policy) => <UnitsForm {...policy} />}</PolicyPart>;
    case 'rollout':
      return <PolicyPart>{(policy) => <RolloutForm {...policy} />}</PolicyPart>;
    case 'rules':
      return <PolicyPart>{(policy) => <RulesForm {...policy} />}</PolicyPart>;
    case 'retention':
      return <PolicyPart>{(policy) => <RetentionForm {...policy} />}</PolicyPart>;
    case 'reach':
      return <PolicyPart>{(policy) => <ReachForm {...policy} />}</PolicyPart>;
    case 'people':
      return (
        <ForAdministrators>
          <People />
        </ForAdministrators>
      );
    case 'operators':
      return (
        <ForAdministrators>
          <Operators />
        </ForAdministrators>
      );
    case 'provider':
      return (
        <ForAdministrators whole>
          <IdentityProviderPart />
        </ForAdministrators>
      );
    case 'webhooks':
      return (
        <ForAdministrators whole>
          <Webhooks />
        </ForAdministrators>
      );
    case 'mail':
      return (
        <ForAdministrators whole>
          <MailPart />
        </ForAdministrators>
      );
    case 'syslog':
      return (
        <ForAdministrators whole>
          <SyslogPart />
        </ForAdministrators>
      );
    case 'sessions':
      return <Sessions />;
    case 'backup':
      return <Backup />;
  }
}

function ForAdministrators(props: { readonly whole?: boolean; readonly children: ReactNode }) {
  const { say } = useWords();
  const may = useMay();
  if (may('administrator', props.whole === true ? 'organisation' : undefined)) return props.children;
  return (
    <Alert data-color="info">
      <Paragraph>{say('settings.admin-only')}</Paragraph>
    </Alert>
  );
}
