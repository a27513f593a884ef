import { Checkbox, Fieldset } from '@digdir/designsystemet-react';
import { useState } from 'react';
import { intlLocaleOf } from '#locales/intl-locale.ts';
import { languageNames, languages } from '#locales/language.ts';
import { CheckGroup } from '../../parts/check-group.tsx';
import { Choice } from '../../parts/choice.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import { useWords } from '../../shell/words.tsx';
import {
  editedOrganisation,
  longestPause,
  organisationForm,
  type ContactForm,
} from '../../view-models/organisation-edit.ts';
import { SaveInDraft, type PolicyProps } from './policy-part.tsx';

/** Who the organisation is to its employees, and when it works. */
export function OrganisationForm({ content, save, busy, readOnly }: PolicyProps) {
  const { say, language } = useWords();
  const before = content.organisation;
  const [form, setForm] = useState(() => organisationForm(before));
  const [tried, setTried] = useState(false);
  const set = (changes: Partial<typeof form>): void => setForm({ ...form, ...changes });
  const { organisation, wrong } = editedOrganisation(before, form);
  const missing = (bad: boolean): string | undefined => (tried && bad ? say('settings.missing') : undefined);
  const weekday = new Intl.DateTimeFormat(intlLocaleOf(language), { weekday: 'long', timeZone: 'UTC' });
  const zones = [...new Set([form.timeZone, ...Intl.supportedValuesOf('timeZone')])];
  return (
    <form
      noValidate
      className="form form-narrow"
      onSubmit={(event) => {
        event.preventDefault();
        setTried(true);
        if (organisation !== undefined) save({ organisation });
      }}
    >
      <TextLine
        label={say('settings.name')}
        value={form.name}
        onType={(name) => set({ name })}
        fault={missing(wrong.name)}
        disabled={readOnly}
      />
      <ContactFields
        legend={say('settings.contact')}
        contact={form.contact}
        fault={missing(wrong.contact)}
        readOnly={readOnly}
        onChange={(contact) => set({ contact })}
      />
      <ContactFields
        legend={say('settings.protection')}
        hint={say('settings.protection.hint')}
        contact={form.protection}
        readOnly={readOnly}
        onChange={(protection) => set({ protection })}
      />
      <CheckGroup
        legend={say('settings.languages')}
        columns
        options={languages.map((one) => ({ value: one, name: languageNames[one] }))}
        chosen={form.languages}
        onChoose={(chosen) => set({ languages: languages.filter((one) => chosen.includes(one)) })}
        fault={tried && wrong.languages ? say('settings.languages.missing') : undefined}
      />
      <Fieldset>
        <Fieldset.Legend>{say('settings.basis.title')}</Fieldset.Legend>
        {form.languages.map((one) => (
          <TextLine
            key={one}
            label={say('settings.basis', { language: languageNames[one] })}
            rows={3}
            longest={2_000}
            value={form.basis[one] ?? ''}
            onType={(text) => set({ basis: { ...form.basis, [one]: text } })}
            disabled={readOnly}
          />
        ))}
      </Fieldset>
      <Fieldset>
        <Fieldset.Legend>{say('settings.calendar')}</Fieldset.Legend>
        <Choice
          label={say('settings.calendar.zone')}
          value={form.timeZone}
          options={zones.map((zone) => ({ value: zone, name: zone }))}
          onChoose={(timeZone) => set({ timeZone })}
          disabled={readOnly}
        />
      </Fieldset>
      <CheckGroup
        legend={say('settings.calendar.days')}
        columns
        options={[1, 2, 3, 4, 5, 6, 7].map((day) => ({
          value: String(day),
          // The 2nd of November 2026 is a Monday.
          name: weekday.format(new Date(Date.UTC(2026, 10, 1 + day))),
        }))}
        chosen={form.workingDays}
        onChoose={(workingDays) => set({ workingDays })}
        fault={tried && wrong.workingDays ? say('settings.calendar.days.missing') : undefined}
      />
      <TextLine
        label={say('settings.calendar.holidays')}
        rows={6}
        longest={8_000}
        value={form.holidays}
        onType={(holidays) => set({ holidays })}
        fault={
          tried && wrong.holiday !== undefined
            ? say('settings.calendar.holidays.wrong', { line: wrong.holiday })
            : undefined
        }
        disabled={readOnly}
      />
      <Checkbox
        label={say('settings.calendar.absence')}
        value="absence"
        checked={form.absence}
        disabled={readOnly}
        onChange={({ target }) => set({ absence: target.checked })}
      />
      <Fieldset>
        <Fieldset.Legend>{say('settings.limits')}</Fieldset.Legend>
        <Fieldset.Description>{say('settings.limits.hint')}</Fieldset.Description>
        <Checkbox
          label={say('settings.limits.exemptions')}
          value="exemptions"
          checked={form.exemptions}
          disabled={readOnly}
          onChange={({ target }) => set({ exemptions: target.checked })}
        />
        <TextLine
          label={say('settings.limits.pause')}
          numeric
          value={form.pauseHours}
          onType={(pauseHours) => set({ pauseHours })}
          fault={
            tried && wrong.pauseHours
              ? say('devices.token.number', { least: '0', most: String(longestPause) })
              : undefined
          }
          disabled={readOnly}
        />
      </Fieldset>
      <SaveInDraft busy={busy} readOnly={readOnly} />
    </form>
  );
}

function ContactFields(props: {
  readonly legend: string;
  readonly hint?: string;
  readonly contact: ContactForm;
  readonly fault?: string | undefined;
  readonly readOnly: boolean;
  readonly onChange: (contact: ContactForm) => void;
}) {
  const { say } = useWords();
  const { contact, onChange, readOnly } = props;
  return (
    <Fieldset>
      <Fieldset.Legend>{props.legend}</Fieldset.Legend>
      {props.hint !== undefined && <Fieldset.Description>{props.hint}</Fieldset.Description>}
      <TextLine
        label={say('settings.name')}
        value={contact.name}
        onType={(name) => onChange({ ...contact, name })}
        fault={props.fault}
        disabled={readOnly}
      />
      <TextLine
        label={say('settings.contact.mail')}
        type="email"
        value={contact.mail}
        onType={(mail) => onChange({ ...contact, mail })}
        disabled={readOnly}
      />
      <TextLine
        label={say('settings.contact.phone')}
        value={contact.phone}
        onType={(phone) => onChange({ ...contact, phone })}
        disabled={readOnly}
      />
    </Fieldset>
  );
}
