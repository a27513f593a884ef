import { Button, Checkbox } from '@digdir/designsystemet-react';
import { useEffect, useState } from 'react';
import { useOperation } from '../../api/use-operation.ts';
import { Choice } from '../../parts/choice.tsx';
import { TextLine } from '../../parts/text-line.tsx';
import { useAddress } from '../../shell/address.ts';
import { useWords } from '../../shell/words.tsx';
import { nameOfBan } from '../../view-models/app-name.ts';
import { deviceStates, isNarrowed, toldLevels } from '../../view-models/device-search.ts';

/** What is typed is asked for when the person stops for a moment. */
const pauseMs = 250;

export function DeviceFilters({ onClear }: { readonly onClear: () => void }) {
  const { say } = useWords();
  const [search, change] = useAddress();
  const bans = useOperation('listBans');
  const any = { value: '' as const, name: say('devices.filter.any') };
  const banIds = [...new Map((bans.data?.bans ?? []).map(({ ban }) => [ban.id, ban])).values()];
  return (
    <div className="filters" role="search">
      <LateText name="search" label={say('devices.filter.search')} />
      <LateText name="label" label={say('devices.filter.label')} />
      <Choice
        label={say('devices.filter.state')}
        value={deviceStates.find((state) => state === search['state']) ?? ''}
        options={[
          any,
          ...deviceStates.map((state) => ({ value: state, name: say(`devices.state.${state}`) })),
        ]}
        onChoose={(state) => change({ state, after: undefined })}
      />
      <Choice
        label={say('devices.filter.ban')}
        value={search['ban'] ?? ''}
        options={[any, ...banIds.map((ban) => ({ value: ban.id, name: nameOfBan(ban) }))]}
        onChoose={(ban) => change({ ban, level: ban === '' ? undefined : search['level'], after: undefined })}
      />
      {search['ban'] !== undefined && (
        <Choice
          label={say('devices.filter.level')}
          value={toldLevels.find((level) => level === search['level']) ?? ''}
          options={[any, ...toldLevels.map((level) => ({ value: level, name: say(`shell.level.${level}`) }))]}
          onChoose={(level) => change({ level, after: undefined })}
        />
      )}
      <Checkbox
        label={say('devices.filter.silent')}
        value="silent"
        checked={search['silent'] === 'true'}
        onChange={({ target }) => change({ silent: target.checked ? 'true' : undefined, after: undefined })}
      />
      {isNarrowed(search) && (
        <Button variant="tertiary" onClick={onClear}>
          {say('devices.filter.clear')}
        </Button>
      )}
    </div>
  );
}

function LateText({ name, label }: { readonly name: 'search' | 'label'; readonly label: string }) {
  const [search, change] = useAddress();
  const [typed, setTyped] = useState(search[name] ?? '');
  const asked = search[name] ?? '';
  useEffect(() => {
    const wanted = typed.trim();
    if (wanted === asked) return undefined;
    const timer = setTimeout(() => change({ [name]: wanted, after: undefined }), pauseMs);
    return () => clearTimeout(timer);
    // `change` is made anew each time and does the same.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [typed, asked, name]);
  return <TextLine label={label} value={typed} onType={setTyped} longest={100} />;
}
