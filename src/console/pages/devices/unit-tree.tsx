import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { intlLocaleOf } from '#locales/intl-locale.ts';
import type { ResponseOf } from '#protocol/console-server.ts';
import { Choice } from '../../parts/choice.tsx';
import { useAddress, withChanges } from '../../shell/address.ts';
import { useWords } from '../../shell/words.tsx';
import { unitSums, unitTree } from '../../view-models/unit-tree.ts';

type Units = ResponseOf<'listUnits'>['units'];

/** The org tree as a filter: beside the list where there is room, a menu where there is not. */
export function UnitTree({ units }: { readonly units: Units }) {
  const { say, language, number } = useWords();
  const [search, change] = useAddress();
  const tree = unitTree(units, intlLocaleOf(language)).filter(({ unit }) => unit.outside !== true);
  const outermost = Math.min(...tree.map(({ depth }) => depth));
  const chosen = search['unit'] ?? '';
  return (
    <>
      <div className="units-menu">
        <Choice
          label={say('devices.units.title')}
          value={chosen}
          options={[
            { value: '', name: say('devices.units.all') },
            ...tree.map(({ unit, depth }) => ({
              value: unit.unit,
              name: `${'\u00a0'.repeat((depth - outermost) * 3)}${unit.name}`,
            })),
          ]}
          onChoose={(unit) => change({ unit, after: undefined })}
        />
      </div>
      <nav aria-label={say('devices.units.title')} className="units">
        <ul>
          <li>
            <UnitLink
              search={withChanges(search, { unit: undefined, after: undefined })}
              current={chosen === ''}
            >
              {say('devices.units.all')}
            </UnitLink>
          </li>
          {tree.map(({ unit, depth }) => {
            const sums = unitSums(units, unit.unit);
            return (
              <li key={unit.unit} style={{ paddingInlineStart: `${depth - outermost}rem` }}>
                <UnitLink
                  search={withChanges(search, { unit: unit.unit, after: undefined })}
                  current={chosen === unit.unit}
                >
                  <span>{unit.name}</span>
                  <span className="quiet">
                    <span aria-hidden="true">{number(sums.devices)}</span>
                    <span className="ds-sr-only">
                      {say('devices.units.devices', { n: sums.devices })}
                      {sums.awaiting > 0 && `, ${say('devices.units.awaiting', { n: sums.awaiting })}`}
                    </span>
                    {sums.awaiting > 0 && (
                      <span className="unit-awaiting" aria-hidden="true">
                        +{number(sums.awaiting)}
                      </span>
                    )}
                  </span>
                </UnitLink>
              </li>
            );
          })}
        </ul>
      </nav>
    </>
  );
}

const UnitLink = (props: {
  readonly search: { readonly [name: string]: string };
  readonly current: boolean;
  readonly children: ReactNode;
}) => (
  <Link
    to="."
    search={props.search}
    resetScroll={false}
    activeOptions={{ exact: true, includeSearch: true }}
    {...(props.current ? { 'aria-current': 'true' as const } : {})}
  >
    {props.children}
  </Link>
);
