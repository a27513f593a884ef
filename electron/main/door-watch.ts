import { existsSync, watch, type FSWatcher } from 'node:fs';
import { basename, dirname } from 'node:path';

/**
 * Announces that something appeared where the agent's doors stand, so that nobody has to ask again and again. Watches
 * each folder, or the one above it where it does not exist; where neither can be watched, nothing is announced.
 */
export function watchDoors(folders: readonly string[], onChange: () => void): Disposable {
  const watchers: FSWatcher[] = [];
  for (const folder of folders) {
    const there = existsSync(folder);
    const name = there ? 'tray.sock' : basename(folder);
    try {
      const watcher = watch(there ? folder : dirname(folder), { persistent: false }, (_event, changed) => {
        if (changed === null || changed === name) onChange();
      });
      // A folder that is taken away is no fault: whoever waits asks again after a while as well.
      watcher.on('error', () => watcher.close());
      watchers.push(watcher);
    } catch {
      continue;
    }
  }
  return {
    [Symbol.dispose]: () => {
      for (const watcher of watchers) watcher.close();
    },
  };
}
