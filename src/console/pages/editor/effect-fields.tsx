import { Checkbox, Fieldset, Radio } from '@digdir/designsystemet-react';
import type { Ban } from '#policy/ban.ts';
import { useWords } from '../../shell/words.tsx';
import { useEditing, without } from './editing-context.ts';

const effects = ['block', 'warn', 'inform'] as const;
const channels = ['native', 'store', 'portable', 'fork', 'pwa', 'web'] as const;
const removals = ['none', 'offer', 'require'] as const;

/** What the ban does, over which ways. */
export function EffectFields() {
  const { say } = useWords();
  const { ban, change, replace } = useEditing();
  const covered: readonly string[] = ban.channels ?? channels;
  const setChannel = (channel: (typeof channels)[number], on: boolean): void => {
    const next = channels.filter((one) => (one === channel ? on : covered.includes(one)));
    // All of them is the same as none named; not one would be no ban.
    if (next.length === channels.length) replace(without(ban, 'channels') as Ban);
    else if (next.length > 0) change({ channels: next });
  };
  return (
    <>
      <Fieldset>
        <Fieldset.Legend>{say('editor.effect')}</Fieldset.Legend>
        {effects.map((effect) => (
          <Radio
            key={effect}
            name="effect"
            value={effect}
            label={say(`shell.effect.${effect}`)}
            description={say('editor.effect.hint', { effect })}
            checked={ban.effect === effect}
            onChange={() => change({ effect })}
          />
        ))}
      </Fieldset>
      <Fieldset>
        <Fieldset.Legend>{say('editor.channels')}</Fieldset.Legend>
        <div className="choices">
          {channels.map((channel) => (
            <Checkbox
              key={channel}
              value={channel}
              label={say(`shell.channel.${channel}`)}
              checked={covered.includes(channel)}
              onChange={({ target }) => setChannel(channel, target.checked)}
            />
          ))}
        </div>
      </Fieldset>
      <Fieldset>
        <Fieldset.Legend>{say('editor.removal')}</Fieldset.Legend>
        {removals.map((removal) => (
          <Radio
            key={removal}
            name="removal"
            value={removal}
            label={say('editor.removal.value', { removal })}
            checked={ban.removal === removal}
            onChange={() => change({ removal })}
          />
        ))}
      </Fieldset>
    </>
  );
}
