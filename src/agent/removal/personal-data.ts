import type { App } from '#catalogue/app.ts';
import type { DeviceFacts } from '#policy/facts.ts';
import type { Removable } from '#protocol/tray-agent.ts';

const systems = { linux: 'linux', win32: 'windows', darwin: 'macos' } as const;
/** What most apps keep, where the catalogue knows nothing of this one. */
const usual = ['settings', 'files'] as const;
type Kinds = readonly string[];

/** What becomes of the person's data, in the catalogue's words. */
export function personalData(
  app: App | undefined,
  source: Removable['source'],
  os: DeviceFacts['os'],
): Pick<Removable, 'destroys' | 'keeps'> {
  const kindsOf = (fate: 'destroyed' | 'kept'): Kinds =>
    (app?.data ?? [])
      .filter((one) => one.platform === systems[os] && one.fate === fate)
      .flatMap(({ holds }) => holds);
  const [destroyed, kept] = [kindsOf('destroyed'), kindsOf('kept')];
  const all = destroyed.length + kept.length === 0 ? usual : [...destroyed, ...kept];
  switch (source) {
    case 'flatpak':
      // `~/.var/app` stays: --delete-data is never given.
      return words([], all);
    case 'snap':
      // `~/snap/<name>` goes. snapd keeps a snapshot for a while, which only an administrator can bring back.
      return words(all, []);
    case 'dpkg':
    case 'rpm':
      // Package managers leave homes alone, whatever an app's own uninstaller does.
      return words([], [...destroyed, ...kept]);
    case 'appimage':
    case 'folder':
    case 'web-app':
    case 'other':
      return words(destroyed, kept);
  }
}

function words(destroys: Kinds, keeps: Kinds): Pick<Removable, 'destroys' | 'keeps'> {
  const text = (kinds: Kinds): string => [...new Set(kinds)].join(', ').slice(0, 300);
  return {
    ...(destroys.length === 0 ? {} : { destroys: text(destroys) }),
    ...(keeps.length === 0 ? {} : { keeps: text(keeps) }),
  };
}
