import { Button, Field, Label, Paragraph, Popover, Select } from '@digdir/designsystemet-react';
import { languageNames, languages } from '#locales/language.ts';
import { useAct } from '../api/use-act.ts';
import { themes } from './preferences.ts';
import type { Session } from './session.ts';
import { useWords } from './words.tsx';

/** Who is signed in, the language, the colours, and the way out. */
export function AccountMenu({ session }: { readonly session: Session }) {
  const { say } = useWords();
  const end = useAct('endSession', ['getSession']);
  const { operator } = session;
  const signOut = (): void =>
    end.mutate(
      {},
      {
        onSuccess: ({ signOutUrl }) => {
          // A fresh start: nothing of what this person saw stays in the memory of the page.
          location.assign(signOutUrl ?? '/');
        },
      },
    );
  return (
    <Popover.TriggerContext>
      <Popover.Trigger
        variant="tertiary"
        data-size="sm"
        className="account-button"
        aria-label={say('shell.account', { name: operator?.name ?? '' })}
      >
        <AccountIcon />
        <span className="account-name">{operator?.name}</span>
      </Popover.Trigger>
      <Popover placement="bottom-end" className="account">
        {operator !== undefined && (
          <Paragraph className="strong">
            {say('shell.signed-in-as', { name: operator.name, role: say(`shell.role.${operator.role}`) })}
          </Paragraph>
        )}
        <Preferences />
        {operator !== undefined && (
          <Button variant="secondary" onClick={signOut} loading={end.isPending}>
            {say('shell.sign-out')}
          </Button>
        )}
      </Popover>
    </Popover.TriggerContext>
  );
}

/** Language and colours, also where nobody is signed in. */
export function Preferences() {
  const { say, language, setLanguage, theme, setTheme } = useWords();
  return (
    <>
      <Field>
        <Label>{say('shell.language')}</Label>
        <Select
          value={language}
          onChange={({ target }) => setLanguage(languages.find((one) => one === target.value) ?? language)}
        >
          {languages.map((one) => (
            <Select.Option key={one} value={one} lang={one}>
              {languageNames[one]}
            </Select.Option>
          ))}
        </Select>
      </Field>
      <Field>
        <Label>{say('shell.theme')}</Label>
        <Select
          value={theme}
          onChange={({ target }) => setTheme(themes.find((one) => one === target.value) ?? theme)}
        >
          {themes.map((one) => (
            <Select.Option key={one} value={one}>
              {say(`shell.theme.${one}`)}
            </Select.Option>
          ))}
        </Select>
      </Field>
    </>
  );
}

const AccountIcon = () => (
  <svg viewBox="0 0 24 24" aria-hidden="true" focusable="false" className="line-icon">
    <path d="M12 12.500a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.500 20c1-3.500 4-5 7.500-5s6.500 1.500 7.500 5" />
  </svg>
);
