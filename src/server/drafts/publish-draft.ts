import { parsePolicyFile } from '#policy/publish.ts';
import type { FileFault } from '#policy/file-fault.ts';
import type { MissingText } from '#policy/missing-texts.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { roleSuffices } from '#protocol/console-operation.ts';
import type { PolicyFileText, ReleaseSummary } from '#protocol/console-policies.ts';
import type { DraftSummary } from '#protocol/draft.ts';
import type { Operator } from '#server/operators/index.ts';
import { conflict, type Refusal } from '#server/store/refusal.ts';
import type { Trx } from '#server/store/index.ts';
import { withinReach } from './reach.ts';
import { rebase } from './rebase.ts';
import { draftFiles, draftRow, reviewOf, reviewRows } from './rows.ts';
import type { DraftPorts, Shelf } from './shelf.ts';
import { approversOf, isAlive, missingIn } from './show.ts';
import type { DraftRow, DraftTables } from './tables.ts';
import { stale } from './write.ts';

export type Publishing = {
  readonly revision: number;
  readonly everyone?: boolean;
  readonly allowMissingTexts?: boolean;
};
export type PublishedDraft = {
  readonly draft: DraftSummary;
  readonly version: number;
  readonly state: ReleaseSummary['state'];
};
/** How often a draft is joined anew with what others publish meanwhile. */
const mostTries = 4;

/** Makes a release of a draft. Everything is asked again in the transaction that makes it. */
export function createPublishDraft({ db, clock, policies }: DraftPorts, shelf: Shelf) {
  const ready = async (
    from: Trx | DraftPorts['db'],
    row: DraftRow,
    fourEyes: boolean,
  ): Promise<Refusal | undefined> => {
    if (!isAlive(row)) return conflict(`this draft is ${row.state}`);
    if (row.state === 'rejected') return conflict('this draft was rejected: change it, then submit it again');
    if (!fourEyes) return undefined;
    const reviews = (await reviewRows(from, [row.id])).map((one) => reviewOf(one, row.revision));
    return row.state === 'approved' && approversOf(reviews).length > 0
      ? undefined
      : conflict('two people are needed here: somebody else must approve this draft before it is published');
  };

  const publishOnce = async (
    operator: Operator,
    id: string,
    wanted: Publishing,
  ): Promise<Outcome<PublishedDraft, Refusal> | 'moved-on'> => {
    const found = await shelf.find(db, operator, id);
    if (!found.ok) return found;
    const row = found.value;
    if (row.revision !== wanted.revision) return fail(stale(row, wanted.revision));
    const { everyone = false } = wanted;
    const reach = shelf.reachOf(operator);
    if (everyone && !(reach.whole && roleSuffices(operator.role, 'administrator')))
      return fail({
        problem: 'role-too-low',
        detail: 'past the rings: only an administrator of the root unit',
      });
    const newest = await policies.files();
    if (!newest.ok) return newest;
    const { version } = newest.value.row;
    const fourEyes = await policies.needsFourEyes();
    const refused = await ready(db, row, fourEyes);
    if (refused !== undefined) return fail(refused);

    const files = await draftFiles(db, id);
    const base = await shelf.baseFiles(row.based_on);
    const allowed = withinReach(reach, base, files);
    if (!allowed.ok) return allowed;
    const compared = await shelf.compare(files, row.based_on);
    if (compared.read.faults.length > 0)
      return fail({ problem: 'policy-faults', faults: [...compared.read.faults] });
    const missing = missingIn(compared);
    if (missing.length > 0 && wanted.allowMissingTexts !== true)
      return fail({
        problem: 'policy-faults',
        detail: 'texts are missing in some languages; `allowMissingTexts` publishes all the same',
        faults: missing.map((one) => faultOf(files, one)),
      });
    const joined = version === row.based_on ? ok(files) : rebase(base, files, newest.value.files);
    if (!joined.ok)
      return fail(
        conflict(
          `version ${version} was published since this draft began, and changed the same: ${joined.fault.join(', ')}`.slice(
            0,
            1_900,
          ),
        ),
      );
    const now = clock.now();
    const done = await policies.apply(operator, joined.value, {
      basedOn: version,
      publication: { everyone, draft: id, title: row.title },
      also: async (trx, made) => {
        const current = await draftRow(trx, id);
        if (current?.revision !== row.revision) return stale(current ?? row, row.revision);
        const late = await ready(trx, current, fourEyes);
        if (late !== undefined) return late;
        await trx
          .withTables<DraftTables>()
          .updateTable('drafts')
          .set({ state: 'published', published: made, changed_at: now })
          .where('id', '=', id)
          .execute();
        return undefined;
      },
    });
    if (!done.ok) {
      const after = await policies.files();
      const moved = after.ok && after.value.row.version !== version;
      return done.fault.problem === 'conflict' && moved ? 'moved-on' : done;
    }
    if (!done.value.applied) return fail(conflict('this draft changes nothing'));
    const published: DraftRow = {
      ...row,
      state: 'published',
      published: done.value.version,
      changed_at: now,
    };
    shelf.tell(operator, published, `a draft was published as version ${done.value.version}`);
    return ok({
      draft: await shelf.summarize(operator, published),
      version: done.value.version,
      state: done.value.state,
    });
  };

  return async (
    operator: Operator,
    id: string,
    wanted: Publishing,
  ): Promise<Outcome<PublishedDraft, Refusal>> => {
    for (let tries = 0; tries < mostTries; tries += 1) {
      const done = await publishOnce(operator, id, wanted);
      if (done !== 'moved-on') return done;
    }
    return fail(conflict('others are publishing at this moment: try again'));
  };
}

/** A missing text as a fault at the place where it belongs. */
function faultOf(files: readonly PolicyFileText[], { unit, ban, field, languages }: MissingText): FileFault {
  const message = `the ban \`${ban}\` has no text \`${field}\` in ${languages.join(', ')}`;
  const advice = 'People with these languages read another one: add the text, or publish without it';
  for (const { name, text } of files) {
    const read = parsePolicyFile(text, name);
    const index =
      read.ok && read.value.value.unit === unit
        ? read.value.value.bans.findIndex(({ id }) => id === ban)
        : -1;
    if (read.ok && index >= 0) return read.value.faultAt(`/bans/${index}/notice/${field}`, message, advice);
  }
  return { file: '', line: 0, column: 0, field, message, advice };
}
