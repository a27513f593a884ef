import { Button, Paragraph } from '@digdir/designsystemet-react';
import { useOperation } from '../../api/use-operation.ts';
import { Answered, Empty } from '../../parts/states.tsx';
import { useAddress } from '../../shell/address.ts';
import { useWords } from '../../shell/words.tsx';
import { deviceFilters, deviceQuery, isNarrowed } from '../../view-models/device-search.ts';
import { DeviceFilters } from './device-filters.tsx';
import { DeviceTable } from './device-table.tsx';
import { UnitTree } from './unit-tree.tsx';

/** PCs by unit and filter, page by page. */
export function DeviceList() {
  const { say } = useWords();
  const [search, change] = useAddress();
  const devices = useOperation('listDevices', { query: deviceQuery(search) }, { keepPrevious: true });
  const units = useOperation('listUnits');
  const clear = (): void =>
    change(Object.fromEntries([...deviceFilters, 'after'].map((name) => [name, undefined])));
  return (
    <div className="fleet">
      <Answered query={units} lines={6}>
        {(answer) => <UnitTree units={answer.units} />}
      </Answered>
      <div className="fleet-list">
        <DeviceFilters key={String(isNarrowed(search))} onClear={clear} />
        <Answered query={devices} lines={8}>
          {({ devices: shown, next, total }) =>
            shown.length === 0 ? (
              <NoDevice narrowed={isNarrowed(search)} onClear={clear} />
            ) : (
              <>
                <Paragraph role="status" className="quiet">
                  {say('devices.found', { n: total })}
                </Paragraph>
                <DeviceTable devices={shown} busy={devices.isPlaceholderData} />
                <div className="buttons">
                  {search['after'] !== undefined && (
                    <Button variant="secondary" onClick={() => change({ after: undefined })}>
                      {say('devices.page.first')}
                    </Button>
                  )}
                  {next !== undefined && (
                    <Button variant="secondary" onClick={() => change({ after: next })}>
                      {say('devices.page.next')}
                    </Button>
                  )}
                </div>
              </>
            )
          }
        </Answered>
      </div>
    </div>
  );
}

function NoDevice({ narrowed, onClear }: { readonly narrowed: boolean; readonly onClear: () => void }) {
  const { say } = useWords();
  if (!narrowed)
    return (
      <Empty title={say('devices.empty.title')}>
        <Paragraph>{say('devices.empty.body')}</Paragraph>
      </Empty>
    );
  return (
    <Empty title={say('devices.none.title')}>
      <Button variant="secondary" onClick={onClear}>
        {say('devices.filter.clear')}
      </Button>
    </Empty>
  );
}
