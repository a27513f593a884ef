import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { until } from '#test/kit/system-under-test.ts';

const managed = '/etc/chromium/policies/managed';

/** Chromium notices a change of policy only from when it watches the folder, or the nearest one above that exists. */
export async function watchesPolicies(pid: number): Promise<void> {
  const wanted = new Set(
    [managed, '/etc/chromium/policies', '/etc/chromium']
      .filter(existsSync)
      .map((path) => statSync(path).ino.toString(16)),
  );
  await until(
    'Chromium to watch its policy folder',
    () =>
      readdirSync(`/proc/${pid}/fd`).some((fd) => {
        if (linkOf(`/proc/${pid}/fd/${fd}`) !== 'anon_inode:inotify') return false;
        const watches = readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8').matchAll(/ino:([0-9a-f]+)/g);
        return [...watches].some(([, inode]) => wanted.has(inode ?? ''));
      }) || undefined,
    20_000,
  );
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
