import { lstatSync } from 'node:fs';
import type { InstalledApp } from '#policy/facts.ts';
import { evidenceOf } from './linux-evidence.ts';
import { keyOf, type Part, type Place } from './linux-part.ts';

export type DebPackage = { readonly name: string; readonly version: string; readonly arch: string };

const statusLimit = 64 * 1024 * 1024;

/**
 * Installed packages of a dpkg status file; removed ones whose configuration remains are left out. One pass over the
 * text, whatever it holds.
 */
export function parseDpkgStatus(status: Buffer): readonly DebPackage[] {
  const text = `\n${status.toString('latin1')}\n\n`;
  const packageAt = finder(text, '\nPackage: ');
  const statusAt = finder(text, '\nStatus: ');
  const versionAt = finder(text, '\nVersion: ');
  const archAt = finder(text, '\nArchitecture: ');
  const found: DebPackage[] = [];
  for (let start = 0; start < text.length;) {
    const end = text.indexOf('\n\n', start);
    if (end === -1) break;
    const state = valueOf(text, statusAt(start, end));
    const name = valueOf(text, packageAt(start, end));
    if (state?.endsWith(' installed') === true && name !== undefined && name !== '')
      found.push({
        name,
        version: valueOf(text, versionAt(start, end)) ?? '',
        arch: valueOf(text, archAt(start, end)) ?? '',
      });
    start = end + 1;
  }
  return found;
}

/** Finds a label between two places; never looks twice at the same text as long as the places only rise. */
function finder(text: string, label: string): (from: number, to: number) => number {
  let next = text.indexOf(label);
  return (from, to) => {
    if (next !== -1 && next < from) next = text.indexOf(label, from);
    return next === -1 || next >= to ? -1 : next + label.length;
  };
}

function valueOf(text: string, at: number): string | undefined {
  if (at === -1) return undefined;
  const end = text.indexOf('\n', at);
  return end - at > 256 ? undefined : text.slice(at, end).trim();
}

export function dpkgPart(place: Place): Part {
  const { disk } = place;
  let known = new Map<string, InstalledApp>();
  const toApp = (deb: DebPackage): InstalledApp => {
    const key = keyOf('dpkg', place, deb.arch === '' ? deb.name : `${deb.name}:${deb.arch}`);
    const before = known.get(key);
    if (before !== undefined && before.version === deb.version) return before;
    const installedAt = before?.installedAt ?? debInstalledAt(disk.real('/'), deb);
    return {
      key,
      source: 'dpkg',
      name: deb.name,
      version: deb.version,
      scope: { kind: 'machine' },
      evidence: evidenceOf('deb-package', deb.name),
      ...(installedAt === undefined ? {} : { installedAt }),
    };
  };
  const readStatus = disk.parser({ limit: statusLimit }, (content) => {
    const apps = parseDpkgStatus(content).map(toApp);
    known = new Map(apps.map((app) => [app.key, app]));
    return apps;
  });
  return { key: 'dpkg', source: 'dpkg', disk, read: () => readStatus('/var/lib/dpkg/status') ?? [] };
}

/**
 * When the package first came. dpkg rewrites its file list on every upgrade, but keeps the documentation folder: its
 * birth is the first installation. Where there is no such folder, the list's time stands for it.
 */
function debInstalledAt(root: string, deb: DebPackage): number | undefined {
  const documents = lstatSync(`${root}usr/share/doc/${deb.name}`, { throwIfNoEntry: false });
  if (documents?.isDirectory() === true && documents.birthtimeMs > 0)
    return Math.floor(documents.birthtimeMs);
  const info = `${root}var/lib/dpkg/info/${deb.name}`;
  const list =
    lstatSync(`${info}.list`, { throwIfNoEntry: false }) ??
    lstatSync(`${info}:${deb.arch}.list`, { throwIfNoEntry: false });
  return list === undefined ? undefined : Math.floor(list.mtimeMs);
}
