import { Fieldset, Radio } from '@digdir/designsystemet-react';
import { languageNames, languages, pickLanguage } from '#locales/language.ts';
import type { Choices } from '#protocol/tray-window.ts';
import { useTray } from '../tray-context.ts';

const choices: readonly Choices['language'][] = ['system', ...languages];

/** Each language under its own name, so that whoever cannot read the present one finds theirs. */
export function LanguageChoice(props: { readonly onChoose: (language: Choices['language']) => void }) {
  const { state, say } = useTray();
  const chosen = state.choices.language;
  const system = chosen === 'system' ? state.language : pickLanguage(navigator.languages);
  return (
    <Fieldset>
      <Fieldset.Legend>{say('settings.language')}</Fieldset.Legend>
      {choices.map((choice) => (
        <Radio
          key={choice}
          name="language"
          value={choice}
          label={
            choice === 'system' ? (
              say('settings.language.system', { language: languageNames[system] })
            ) : (
              <span lang={choice}>{languageNames[choice]}</span>
            )
          }
          checked={choice === chosen}
          onChange={() => props.onChoose(choice)}
        />
      ))}
    </Fieldset>
  );
}
