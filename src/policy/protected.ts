import type { DeviceFacts } from './facts.ts';

/**
 * Programs that are never stopped, whatever a ban says: without them the PC or its protection no longer works.
 * Only system locations count: a copy of `bash` in somebody's home is not protected by its name.
 */
const linuxFolders = [
  '/usr/lib/systemd/',
  '/lib/systemd/',
  '/usr/libexec/',
  '/usr/lib/dbus-1.0/',
  '/usr/lib/polkit-1/',
];
const linuxPrograms = new Set([
  ...[
    'init',
    'systemd',
    'udevadm',
    'dbus-daemon',
    'dbus-broker',
    'dbus-launch',
    'dbus-run-session',
    'agetty',
  ],
  ...['login', 'sshd', 'sudo', 'su', 'sh', 'bash', 'dash', 'zsh', 'fish', 'busybox', 'ps', 'kill', 'mount'],
  ...[
    'Xorg',
    'X',
    'Xwayland',
    'Xvfb',
    'gnome-shell',
    'gnome-session-binary',
    'gdm3',
    'gdm',
    'lightdm',
    'sddm',
  ],
  ...[
    'kwin_x11',
    'kwin_wayland',
    'plasmashell',
    'startplasma-wayland',
    'startplasma-x11',
    'xfce4-session',
    'xfwm4',
  ],
  ...['cinnamon', 'mutter', 'weston', 'sway', 'pipewire', 'wireplumber', 'pulseaudio'],
  ...['NetworkManager', 'wpa_supplicant', 'dhclient', 'cron', 'rsyslogd', 'chronyd', 'cupsd', 'auditd'],
  ...[
    'apt',
    'apt-get',
    'dpkg',
    'rpm',
    'dnf',
    'yum',
    'pacman',
    'snapd',
    'flatpak',
    'packagekitd',
    'unattended-upgrade',
  ],
  ...['clamd', 'freshclam', 'fapolicyd', 'falcon-sensor', 'mdatp', 'wdavdaemon', 'osqueryd', 'wazuh-agentd'],
]);
const linuxSystemFolders = [
  '/usr/bin/',
  '/usr/sbin/',
  '/bin/',
  '/sbin/',
  '/usr/local/sbin/',
  '/usr/lib/',
  '/opt/microsoft/',
  '/opt/CrowdStrike/',
];
const windowsFolders = [
  'c:\\windows\\',
  'c:\\program files\\windows defender\\',
  'c:\\programdata\\microsoft\\windows defender\\',
];
const darwinFolders = [
  '/System/',
  '/usr/bin/',
  '/usr/sbin/',
  '/usr/libexec/',
  '/bin/',
  '/sbin/',
  '/Library/Apple/',
];

/**
 * Paths, and prefixes that end with a slash, of programs that are protected: for whoever must tell them before anything else is
 * looked at. Not all that `isProtected` knows: programs in folders below those of the system are found by that alone.
 */
export const protectedPaths = (os: DeviceFacts['os'], ownPaths: readonly string[]): readonly string[] =>
  os === 'linux'
    ? [
        ...ownPaths,
        ...linuxFolders,
        ...linuxSystemFolders.flatMap((folder) => [...linuxPrograms].map((name) => `${folder}${name}`)),
      ]
    : ownPaths;

/**
 * Whether this program must never be stopped. A program whose path is unknown counts as protected: what is unknown is
 * never blocked.
 */
export function isProtected(
  path: string | undefined,
  os: DeviceFacts['os'],
  ownPaths: readonly string[],
): boolean {
  if (path === undefined || path === '') return true;
  if (ownPaths.includes(path)) return true;
  switch (os) {
    case 'linux': {
      if (linuxFolders.some((folder) => path.startsWith(folder))) return true;
      const name = path.slice(path.lastIndexOf('/') + 1);
      return linuxPrograms.has(name) && linuxSystemFolders.some((folder) => path.startsWith(folder));
    }
    case 'win32': {
      const lower = path.toLowerCase();
      return windowsFolders.some((folder) => lower.startsWith(folder));
    }
    case 'darwin':
      return darwinFolders.some((folder) => path.startsWith(folder));
  }
}
