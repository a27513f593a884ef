import { Fieldset, Radio } from '@digdir/designsystemet-react';
import type { Choices } from '#protocol/tray-window.ts';
import { useTray } from '../tray-context.ts';

const themes: readonly Choices['theme'][] = ['system', 'light', 'dark'];

export function ThemeChoice(props: { readonly onChoose: (theme: Choices['theme']) => void }) {
  const { state, say } = useTray();
  return (
    <Fieldset>
      <Fieldset.Legend>{say('settings.theme')}</Fieldset.Legend>
      {themes.map((theme) => (
        <Radio
          key={theme}
          name="theme"
          value={theme}
          label={say(`settings.theme.${theme}`)}
          checked={theme === state.choices.theme}
          onChange={() => props.onChoose(theme)}
        />
      ))}
    </Fieldset>
  );
}
