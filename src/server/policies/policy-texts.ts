import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PolicyFileText } from '#protocol/console-policies.ts';
import type { Db } from '#server/store/index.ts';
import { filesOf, newestRelease, olderVersion } from './release-rows.ts';

/** The files of every release that is kept, the newest first, with a turn of the event loop after each. */
export async function* policyTexts(db: Db): AsyncGenerator<PolicyFileText & { readonly version: number }> {
  let version = (await newestRelease(db))?.version ?? 0;
  while (version > 0) {
    for (const file of await filesOf(db, version)) yield { ...file, version };
    await nextTurn();
    version = await olderVersion(db, version);
  }
}
