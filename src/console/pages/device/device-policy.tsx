import { Paragraph, Table } from '@digdir/designsystemet-react';
import type { ResponseOf } from '#protocol/console-server.ts';
import { Empty } from '../../parts/states.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { EffectTag } from '../../parts/tags.tsx';
import { useUnitName } from '../../parts/use-unit-name.ts';
import { Go } from '../../shell/go.tsx';
import { useWords } from '../../shell/words.tsx';
import { nameOfId } from '../../view-models/app-name.ts';

type Policy = ResponseOf<'getDevicePolicy'>;
type Value = Policy['values'][number];

/** Every value with its origin, why today's effect is what it is, and what the PC says it enforces. */
export function DevicePolicyTable({ policy }: { readonly policy: Policy }) {
  const { say } = useWords();
  const unitName = useUnitName();
  if (policy.values.length === 0) return <Empty title={say('devices.one.policy.none')} />;
  return (
    <>
      <Paragraph className="quiet">
        {say('devices.one.policy.path', { path: policy.path.map(unitName).join(' ← ') })}
      </Paragraph>
      <TableBox label={say('devices.one.policy')}>
        <Table>
          <Table.Head>
            <Table.Row>
              <Table.HeaderCell>{say('exemptions.ban')}</Table.HeaderCell>
              <Table.HeaderCell>{say('devices.one.from')}</Table.HeaderCell>
              <Table.HeaderCell>{say('devices.one.written')}</Table.HeaderCell>
              <Table.HeaderCell>{say('devices.one.today')}</Table.HeaderCell>
              <Table.HeaderCell>{say('devices.one.enforced')}</Table.HeaderCell>
            </Table.Row>
          </Table.Head>
          <Table.Body>
            {policy.values.map((value) => (
              <Table.Row key={`${value.unit}/${value.ban}`}>
                <Table.Cell>
                  <Go to="/bans/$unit/$ban" params={{ unit: value.unit, ban: value.ban }}>
                    {nameOfId(value.ban)}
                  </Go>
                  <div className="quiet">{say('devices.one.review', { until: value.review })}</div>
                </Table.Cell>
                <Table.Cell>
                  {unitName(value.unit)}
                  <div className="quiet">{say(`devices.binding.${value.binding}`)}</div>
                </Table.Cell>
                <Table.Cell>
                  <EffectTag effect={value.effect} />
                </Table.Cell>
                <Table.Cell>
                  <Today value={value} />
                </Table.Cell>
                <Table.Cell>
                  <Told truth={value.truth} />
                </Table.Cell>
              </Table.Row>
            ))}
          </Table.Body>
        </Table>
      </TableBox>
    </>
  );
}

function Today({ value }: { readonly value: Value }) {
  const { say } = useWords();
  const { exemption, why } = value;
  return (
    <>
      <EffectTag effect={value.effectToday} />
      {why.length > 0 && (
        <div className="quiet">{why.map((code) => say(`devices.why.${code}`)).join('; ')}</div>
      )}
      {exemption !== undefined && (
        <div className="quiet">
          {exemption.account === undefined
            ? say('devices.one.exempt', { until: exemption.until })
            : say('devices.one.exempt.account', { account: exemption.account, until: exemption.until })}
        </div>
      )}
    </>
  );
}

function Told({ truth }: Pick<Value, 'truth'>) {
  const { say } = useWords();
  if (truth.length === 0) return <span className="quiet">{say('devices.one.truth.none')}</span>;
  return (
    <ul className="plain">
      {truth.map(({ channel, level, why }) => (
        <li key={channel}>
          {say(`shell.channel.${channel}`)}: <strong>{say(`shell.level.${level}`)}</strong>
          {why !== undefined && (
            <div className="quiet" lang="en">
              {why}
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}
