import type { Exemption } from '#policy/exemption.ts';
import { zoneOf, type Zone } from '#policy/calendar-day.ts';
import type { Coverage } from '#protocol/console-coverage.ts';
import type { UnitNode } from '#protocol/console-fleet.ts';
import type { DeviceRow } from '#server/devices/index.ts';
import type { Published } from '#server/policies/index.ts';
import { coveredBans } from './coverage.ts';
import { devicePolicy, type DeviceFactsKnown } from './device-policy.ts';
import { createErasure, type ErasurePorts } from './erasure.ts';
import { overview, type CountedElsewhere, type OverviewPorts } from './overview.ts';
import { report, type ReportPorts, type ReportWish } from './report.ts';
import type { UnitTree } from './unit-tree.ts';

export type FleetPorts = Omit<OverviewPorts, 'zone'> &
  Omit<ReportPorts, 'zone' | 'exemptions'> &
  Omit<ErasurePorts, 'exemptions'> & {
    readonly exemptionRows: ErasurePorts['exemptions'];
    readonly zone: () => Zone;
    readonly unitTree: () => UnitTree;
    readonly exemptionsOf: (device: string) => Promise<readonly Exemption[]>;
  };

/** The zone in which days are counted: the organisation's; UTC before the first release. */
export function createZone(timeZone: () => string | undefined): () => Zone {
  let made: { readonly name: string; readonly zone: Zone } | undefined;
  return () => {
    const name = timeZone() ?? 'UTC';
    if (made?.name !== name) made = { name, zone: zoneOf(name) };
    return made.zone;
  };
}

export type Fleet = ReturnType<typeof createFleet>;

export function createFleet(ports: FleetPorts) {
  const { devices, counts, published, unitTree } = ports;
  return {
    erasure: createErasure({ ...ports, exemptions: ports.exemptionRows }),
    receiptsOf: counts.receiptsOf,
    overview: (within: readonly string[] | undefined, elsewhere: CountedElsewhere) =>
      overview(ports, within, elsewhere),
    report: (wish: ReportWish) => report({ ...ports, exemptions: ports.exemptionRows }, wish),
    /** By the release that the device is to hold. */
    policyOf: async (target: Published, row: DeviceRow, pauses: DeviceFactsKnown['pauses']) => {
      const { truth_hash: hash } = row;
      const said = hash === null ? undefined : (await devices.truths.of(new Map([[hash, row.id]]))).get(hash);
      const exemptions = await ports.exemptionsOf(row.id);
      return devicePolicy(target, row, { exemptions, pauses, truth: said ?? [], now: ports.now() });
    },
    /** From that unit down, and the path up to the root without counts. */
    units: async (unit: string, within: readonly string[] | undefined): Promise<UnitNode[]> => {
      const tree = unitTree();
      const counted = Map.groupBy(await devices.byUnit(within), (one) => one.unit);
      const seen = new Set(within);
      const path = new Set(tree.above(unit));
      return tree.units.flatMap(({ id, name, parent }): UnitNode[] => {
        const node = { unit: id, name, ...(parent === undefined ? {} : { parent }) };
        if (within !== undefined && !seen.has(id)) return path.has(id) ? [{ ...node, outside: true }] : [];
        const here = counted.get(id) ?? [];
        const sum = (which: (one: (typeof here)[number]) => boolean): number =>
          here.filter(which).reduce((all, { count }) => all + count, 0);
        return [
          {
            ...node,
            devices: sum(({ state }) => state === 'active'),
            awaiting: sum(({ state }) => state === 'awaiting-approval'),
            silent: sum(({ silent }) => silent),
            bans: published()?.fragmentOf.get(id)?.bans.length ?? 0,
          },
        ];
      });
    },
    coverage: async (within: readonly string[] | undefined, ban: string | undefined): Promise<Coverage> => {
      const byUnit = await devices.byUnit(within);
      const active = byUnit.filter(({ state }) => state === 'active');
      const sum = (which: (one: (typeof active)[number]) => boolean): number =>
        active.filter(which).reduce((all, { count }) => all + count, 0);
      const releases = await devices.releases(within);
      const current = published();
      const bans = current === undefined ? [] : await coveredBans(current, devices, within, ban);
      return {
        devices: sum((one) => one.private === 0),
        silent: sum((one) => one.private === 0 && one.silent),
        private: sum((one) => one.private === 1),
        releases: releases.map(({ release, count }) => ({ version: release, devices: count })),
        bans: bans.map(({ ban: id, unit, effect, devices: concerned, channels }) => ({
          ban: id,
          unit,
          effect,
          devices: concerned,
          channels,
        })),
        osNames: (await devices.by('os_name', within)).map(({ value, devices: count }) => ({
          os: value,
          devices: count,
        })),
        agentVersions: (await devices.by('agent_version', within)).map(({ value, devices: count }) => ({
          version: value,
          devices: count,
        })),
      };
    },
  };
}
