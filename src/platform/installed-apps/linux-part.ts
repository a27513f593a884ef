import type { InstalledApp, InstallSource, Scope } from '#policy/facts.ts';
import type { Account } from '#platform/sessions/port.ts';
import type { Disk } from './linux-disk.ts';

/** One place of one source (one home's launchers, the dpkg database): the unit that is watched and read again. */
export type Part = {
  readonly key: string;
  readonly source: InstallSource;
  readonly disk: Disk;
  /** What is installed there now. Runs between `disk.begin()` and `disk.end()`; what did not change is not read again. */
  read(): readonly InstalledApp[];
};

/** Where a part looks, and for whom. Without an account it serves the machine. */
export type Place = { readonly disk: Disk; readonly account?: Account };

export function scopeOf(place: Place): Scope {
  return place.account === undefined
    ? { kind: 'machine' }
    : { kind: 'account', account: place.account.name, uid: place.account.uid };
}

/** `source:machine:name`, or `source:<uid>:name` for an account. */
export function keyOf(source: InstallSource, place: Place, name: string): string {
  return `${source}:${place.account === undefined ? 'machine' : place.account.uid}:${name}`;
}
