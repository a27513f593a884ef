import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PolicyFileText } from '#protocol/console-policies.ts';
import type { Db } from '#server/store/index.ts';
import { draftFiles } from './rows.ts';
import type { DraftTables } from './tables.ts';

/** The files of every draft that is kept, whatever its state, with a turn of the event loop after each draft. */
export async function* draftTexts(db: Db): AsyncGenerator<PolicyFileText & { readonly draft: string }> {
  const drafts = await db.withTables<DraftTables>().selectFrom('drafts').select('id').orderBy('id').execute();
  for (const { id } of drafts) {
    for (const file of await draftFiles(db, id)) yield { ...file, draft: id };
    await nextTurn();
  }
}
