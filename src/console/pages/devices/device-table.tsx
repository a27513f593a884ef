import { Button, Table, Tag } from '@digdir/designsystemet-react';
import { useState } from 'react';
import type { ResponseOf } from '#protocol/console-server.ts';
import { useAct } from '../../api/use-act.ts';
import { ReasonDialog } from '../../parts/reason-dialog.tsx';
import { Fault } from '../../parts/states.tsx';
import { TableBox } from '../../parts/table-box.tsx';
import { useUnitName } from '../../parts/use-unit-name.ts';
import { useAddress } from '../../shell/address.ts';
import { useAnnounce } from '../../shell/announce.tsx';
import { Go } from '../../shell/go.tsx';
import { useMay } from '../../shell/session.ts';
import { useWords } from '../../shell/words.tsx';
import { nextSort, sortShown } from '../../view-models/device-search.ts';
import { DeviceStateTag } from './device-state-tag.tsx';

type Device = ResponseOf<'listDevices'>['devices'][number];

export function DeviceTable({
  devices,
  busy,
}: {
  readonly devices: readonly Device[];
  readonly busy: boolean;
}) {
  const { say, day, number } = useWords();
  const unitName = useUnitName();
  const may = useMay();
  const announce = useAnnounce();
  const [search, change] = useAddress();
  const [revoking, setRevoking] = useState<Device>();
  const approve = useAct('approveDevice', ['listDevices', 'listUnits', 'getOverview']);
  const { sort } = search;
  const by = (column: 'hostName' | 'lastSeen'): void =>
    change({ sort: nextSort(sort, column), after: undefined });
  const waiting = may('helpdesk') && devices.some(({ state }) => state === 'awaiting-approval');
  return (
    <>
      <Fault fault={approve.error} />
      <TableBox label={say('devices.title')}>
        <Table aria-busy={busy}>
          <Table.Head>
            <Table.Row>
              <Table.HeaderCell sort={sortShown(sort, 'hostName')} onClick={() => by('hostName')}>
                {say('devices.filter.search')}
              </Table.HeaderCell>
              <Table.HeaderCell>{say('shell.unit')}</Table.HeaderCell>
              <Table.HeaderCell>{say('devices.filter.state')}</Table.HeaderCell>
              <Table.HeaderCell>{say('devices.col.labels')}</Table.HeaderCell>
              <Table.HeaderCell>{say('devices.col.system')}</Table.HeaderCell>
              <Table.HeaderCell className="number">{say('devices.col.release')}</Table.HeaderCell>
              <Table.HeaderCell sort={sortShown(sort, 'lastSeen')} onClick={() => by('lastSeen')}>
                {say('devices.col.seen')}
              </Table.HeaderCell>
              {waiting && (
                <Table.HeaderCell>
                  <span className="ds-sr-only">{say('devices.approve')}</span>
                </Table.HeaderCell>
              )}
            </Table.Row>
          </Table.Head>
          <Table.Body>
            {devices.map((device) => (
              <Table.Row key={device.device}>
                <Table.Cell>
                  <Go to="/devices/$device" params={{ device: device.device }} preload={false}>
                    {device.hostName}
                  </Go>
                </Table.Cell>
                <Table.Cell>{unitName(device.unit)}</Table.Cell>
                <Table.Cell>
                  <span className="tags">
                    <DeviceStateTag state={device.state} />
                    {device.class !== 'service' && (
                      <Tag data-color="neutral">{say(`devices.class.${device.class}`)}</Tag>
                    )}
                  </span>
                </Table.Cell>
                <Table.Cell>{device.labels.join(' ')}</Table.Cell>
                <Table.Cell>
                  {device.osName} {device.osVersion}
                </Table.Cell>
                <Table.Cell className="number">
                  {device.release === 0 ? say('devices.one.release.none') : number(device.release)}
                  {device.refused !== undefined && (
                    <div className="quiet">
                      {say('devices.refused', { version: number(device.refused.version) })}
                    </div>
                  )}
                </Table.Cell>
                <Table.Cell>{day(device.lastSeen)}</Table.Cell>
                {waiting && (
                  <Table.Cell>
                    {device.state === 'awaiting-approval' && (
                      <div className="buttons">
                        <Button
                          data-size="sm"
                          loading={approve.isPending && approve.variables.params.device === device.device}
                          aria-label={`${say('devices.approve')} ${device.hostName}`}
                          onClick={() =>
                            approve.mutate(
                              { params: { device: device.device } },
                              {
                                onSuccess: () => announce(say('devices.approved', { host: device.hostName })),
                              },
                            )
                          }
                        >
                          {say('devices.approve')}
                        </Button>
                        <Button
                          data-size="sm"
                          variant="secondary"
                          aria-label={`${say('devices.revoke')} ${device.hostName}`}
                          onClick={() => setRevoking(device)}
                        >
                          {say('devices.revoke')}
                        </Button>
                      </div>
                    )}
                  </Table.Cell>
                )}
              </Table.Row>
            ))}
          </Table.Body>
        </Table>
      </TableBox>
      <RevokeDialog device={revoking} onClose={() => setRevoking(undefined)} />
    </>
  );
}

/** Shuts one PC out, with a reason. */
export function RevokeDialog(props: {
  readonly device: Pick<Device, 'device' | 'hostName'> | undefined;
  readonly onClose: () => void;
}) {
  const { say } = useWords();
  const { device, onClose } = props;
  const revoke = useAct('revokeDevice', ['listDevices', 'listUnits', 'getDevice', 'getOverview']);
  const close = (): void => {
    revoke.reset();
    onClose();
  };
  return (
    <ReasonDialog
      open={device !== undefined}
      title={say('devices.revoke.title', { host: device?.hostName ?? '' })}
      lead={say('devices.revoke.lead')}
      verb={say('devices.revoke')}
      danger
      busy={revoke.isPending}
      fault={revoke.error}
      onClose={close}
      onDo={(reason) => {
        if (device !== undefined)
          revoke.mutate({ params: { device: device.device }, body: { reason } }, { onSuccess: close });
      }}
    />
  );
}
