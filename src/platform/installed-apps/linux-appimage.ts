import type { Stats } from 'node:fs';
import type { InstalledApp } from '#policy/facts.ts';
import { evidenceOf, executableEvidence } from './linux-evidence.ts';
import { keyOf, scopeOf, type Place } from './linux-part.ts';

/** Bytes of a file's head that tell what it is. */
export const headSize = 20;

/** What a file's first bytes say: a program, or an AppImage (`AI` and type 1 or 2 at offset 8 of an ELF head). */
export function executableKind(head: Buffer): 'elf' | 'appimage' | undefined {
  if (head.length < headSize || head.readUInt32BE(0) !== 0x7f454c46) return undefined;
  if (head[8] === 0x41 && head[9] === 0x49 && (head[10] === 1 || head[10] === 2)) return 'appimage';
  const type = head[5] === 2 ? head.readUInt16BE(16) : head.readUInt16LE(16);
  return type === 2 || type === 3 ? 'elf' : undefined;
}

const tail =
  /[-_. ]+(?:v?\d[\w.+~]*|x86[-_]64|amd64|x64|i[3-6]86|x86|arm64|aarch64|armhf|armv\d\w*|linux|latest|stable|release|build|glibc[\d.]*)(?=$|[-_. ])/i;

/** AppImage file name without version, architecture and ending: `Telegram-4.6.5-x86_64.AppImage` is `Telegram`. */
export function appImageName(fileName: string): string {
  const name = fileName.replace(/\.appimage$/i, '');
  const cut = tail.exec(name.slice(0, 255))?.index;
  return cut === undefined || cut === 0 ? name : name.slice(0, cut);
}

export function appImageApp(place: Place, path: string, stats: Stats): InstalledApp {
  const fileName = path.slice(path.lastIndexOf('/') + 1);
  const name = appImageName(fileName);
  return {
    key: keyOf('appimage', place, path),
    source: 'appimage',
    name,
    scope: scopeOf(place),
    evidence: [...evidenceOf('appimage-name', name), ...executableEvidence(path, place.account?.home)],
    installedAt: Math.floor(stats.birthtimeMs > 0 ? stats.birthtimeMs : stats.ctimeMs),
    path,
  };
}
