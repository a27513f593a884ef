import { Compile } from 'typebox/compile';
import { Type } from 'typebox';
import type { DeviceSummary } from '#protocol/console-devices.ts';
import type { DeviceRow } from './tables.ts';

/** What a device's class really is: `private` is chosen at installation and nothing here overrides it. */
export function classOf(row: Pick<DeviceRow, 'private' | 'class'>): 'service' | 'private' | 'dedicated' {
  return row.private === 1 ? 'private' : row.class;
}

export function summary(row: DeviceRow): DeviceSummary {
  const { refused_version: version, refused_fault: fault, refused_detail: detail } = row;
  return {
    device: row.id,
    hostName: row.host_name,
    os: row.os,
    osName: row.os_name,
    osVersion: row.os_version,
    model: row.model,
    agentVersion: row.agent_version,
    state: row.state,
    class: classOf(row),
    private: row.private === 1,
    unit: row.unit,
    labels: stringsOf(row.labels),
    enrolledOn: dayOf(row.enrolled_at),
    lastSeen: row.last_seen,
    release: row.release,
    ...(version === null || fault === null || detail === null ? {} : { refused: { version, fault, detail } }),
  };
}

const strings = Compile(Type.Array(Type.String()));
export function stringsOf(json: string): string[] {
  return strings.Parse(JSON.parse(json));
}

export const dayOf = (instant: number): string => new Date(instant).toISOString().slice(0, 10);
export const silentAfterDays = 14;
/** A device that was last seen before this day is silent. */
export const silentBefore = (now: number): string => dayOf(now - silentAfterDays * 86_400_000);
