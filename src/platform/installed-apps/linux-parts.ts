import type { Account } from '#platform/sessions/port.ts';
import { desktopPart, systemLauncherFolders } from './linux-desktop.ts';
import { Disk } from './linux-disk.ts';
import { dpkgPart } from './linux-dpkg.ts';
import { flatpakPart } from './linux-flatpak.ts';
import { folderPart } from './linux-folder.ts';
import type { Mount } from './linux-mounts.ts';
import { pacmanPart } from './linux-pacman.ts';
import type { Part } from './linux-part.ts';
import { pwaPart } from './linux-pwa.ts';
import { rpmPart } from './linux-rpm.ts';
import { snapPart } from './linux-snap.ts';

/** What serves the machine: package databases, system-wide launchers, `/opt`. */
export function machineParts(root: string): readonly Part[] {
  const place = () => ({ disk: new Disk({ root }) });
  return [
    dpkgPart(place()),
    rpmPart(place()),
    pacmanPart(place()),
    flatpakPart(place()),
    snapPart(place()),
    ...systemLauncherFolders.map((folder) => desktopPart(place(), folder)),
    folderPart(place()),
  ];
}

/** What serves one account. Nothing leads out of its home, and nothing there is waited for. */
export function accountParts(
  root: string,
  account: Account,
  mounts: () => readonly Mount[],
): readonly Part[] {
  const place = () => ({ disk: new Disk({ root, fence: account.home, mounts }), account });
  return [flatpakPart(place()), desktopPart(place()), folderPart(place()), pwaPart(place())];
}
