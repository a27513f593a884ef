import { Checkbox, Fieldset, Paragraph } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { Choice } from '../../parts/choice.tsx';
import { Section } from '../../parts/section.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import { useWords } from '../../shell/words.tsx';
import {
  browserThings,
  editedReach,
  mostMinutes,
  reachForm,
  type BrowserThing,
} from '../../view-models/reach-edit.ts';
import { SaveInDraft, type PolicyProps } from './policy-part.tsx';
import { Subscriptions } from './subscriptions.tsx';

const words = {
  privateWindows: 'settings.browsers.private',
  guestProfiles: 'settings.browsers.guest',
  userNativeHosts: 'settings.browsers.hosts',
} as const satisfies { readonly [thing in BrowserThing]: string };

/** What the organisation asks of browsers and of PCs beside its bans, and whose packs it follows. */
export function ReachForm({ content, save, busy, readOnly }: PolicyProps) {
  const { say } = useWords();
  const before = content.organisation;
  const [form, setForm] = useState(() => reachForm(before));
  const [tried, setTried] = useState(false);
  const set = (changes: Partial<typeof form>): void => setForm({ ...form, ...changes });
  const organisation = editedReach(before, form);
  return (
    <div className="form">
      <form
        noValidate
        className="form form-narrow"
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (organisation !== undefined) save({ organisation });
        }}
      >
        <Fieldset>
          <Fieldset.Legend>{say('settings.browsers')}</Fieldset.Legend>
          <Fieldset.Description>{say('settings.browsers.hint')}</Fieldset.Description>
          {browserThings.map((thing) => (
            <Choice
              key={thing}
              label={say(words[thing])}
              value={form[thing]}
              disabled={readOnly}
              options={(['leave', 'forbid'] as const).map((value) => ({
                value,
                name: say(`settings.browsers.${value}`),
              }))}
              onChoose={(chosen) => set({ [thing]: chosen === '' ? 'leave' : chosen })}
            />
          ))}
          <TextLine
            label={say('settings.browsers.continue')}
            numeric
            value={form.minutes}
            onType={(minutes) => set({ minutes })}
            fault={
              tried && organisation === undefined
                ? say('devices.token.number', { least: '1', most: String(mostMinutes) })
                : undefined
            }
            disabled={readOnly}
          />
        </Fieldset>
        <Fieldset>
          <Fieldset.Legend>{say('settings.accounts')}</Fieldset.Legend>
          <Paragraph>{say('settings.accounts.hint')}</Paragraph>
          <Checkbox
            label={say('settings.accounts.ask')}
            value="accounts"
            checked={form.asksAccounts}
            disabled={readOnly}
            onChange={({ target }) => set({ asksAccounts: target.checked })}
          />
        </Fieldset>
        <SaveInDraft busy={busy} readOnly={readOnly} />
      </form>
      <Section title={say('settings.subscriptions')}>
        <Subscriptions subscriptions={before.subscriptions} />
      </Section>
    </div>
  );
}
