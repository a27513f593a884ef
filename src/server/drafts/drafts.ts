import { fail, ok, type Outcome } from '#policy/outcome.ts';
import type { PolicyDiff, PolicyFileText } from '#protocol/console-policies.ts';
import type { BanOverview, DraftDetail, DraftState, DraftSummary } from '#protocol/draft.ts';
import { personKey, type Operator } from '#server/operators/index.ts';
import { isGenerated, type Compiled, type Policies } from '#server/policies/index.ts';
import { conflict, type Refusal } from '#server/store/refusal.ts';
import { createApplyFiles } from './apply-files.ts';
import { bansToday } from './bans-today.ts';
import { editFiles, type DraftEdit } from './edits.ts';
import { createPublishDraft } from './publish-draft.ts';
import { outside, readable, withHidden } from './reach.ts';
import { draftFiles, draftRows, reviewOf, reviewRows } from './rows.ts';
import { createShelf, type DraftPorts } from './shelf.ts';
import { contentFor, diffFor, summaryOf, unitsOf } from './show.ts';
import type { DraftRow, DraftTables } from './tables.ts';
import { createWriter } from './write.ts';

export type Drafts = ReturnType<typeof createDrafts>;
type Answer<T> = Promise<Outcome<T, Refusal>>;

/** Drafts of the policy, for operators, each within his reach. */
export function createDrafts(ports: DraftPorts) {
  const { db, clock, policies } = ports;
  const shelf = createShelf(ports);
  const writer = createWriter(ports, shelf);

  const detailed = async (operator: Operator, done: Outcome<DraftRow, Refusal>): Answer<DraftDetail> =>
    done.ok ? ok(await shelf.detail(operator, done.value)) : done;
  const told = async (operator: Operator, done: Outcome<DraftRow, Refusal>, what: string) => {
    if (done.ok) shelf.tell(operator, done.value, `${operator.name} ${what}`.slice(0, 300));
    return detailed(operator, done);
  };
  /** Whether all that a draft touches is the operator's. */
  const owns = (operator: Operator, row: DraftRow): boolean => {
    const reach = shelf.reachOf(operator);
    return unitsOf(row).every((unit) => reach.writes(unit));
  };
  const notOwned = () => outside('this draft touches units that are not yours');

  return {
    list: async (operator: Operator, state?: DraftState): Promise<DraftSummary[]> => {
      const rows = (await draftRows(db, state)).filter((row) => shelf.sees(operator, row));
      const reviews = Map.groupBy(
        await reviewRows(
          db,
          rows.map(({ id }) => id),
        ),
        ({ draft }) => draft,
      );
      const seen = { reach: shelf.reachOf(operator), fourEyes: await policies.needsFourEyes() };
      return rows.map((row) =>
        summaryOf(
          row,
          (reviews.get(row.id) ?? []).map((one) => reviewOf(one, row.revision)),
          seen,
        ),
      );
    },
    get: async (operator: Operator, id: string): Answer<DraftDetail> =>
      detailed(operator, await shelf.find(db, operator, id)),

    create: async (
      operator: Operator,
      wanted: {
        readonly title: string;
        readonly revertTo?: number;
        readonly files?: readonly PolicyFileText[];
      },
    ): Answer<DraftDetail> => {
      if (wanted.revertTo !== undefined && wanted.files !== undefined)
        return fail(conflict('a draft is of an older version or of given files, not of both'));
      const newest = await policies.files();
      if (!newest.ok) return newest;
      const { row, files: base } = newest.value;
      const old = wanted.revertTo === undefined ? undefined : await policies.files(wanted.revertTo);
      if (old?.ok === false) return old;
      const reach = shelf.reachOf(operator);
      const given = wanted.files === undefined ? undefined : withHidden(reach, base, wanted.files);
      const files = await policies.withGenerated(old?.value.files ?? given ?? base);
      const draft = { title: wanted.title, state: 'open', basedOn: row.version, base, files } as const;
      return told(operator, await writer.create(operator, draft), 'began a draft');
    },

    edit: async (
      operator: Operator,
      { id, revision }: { readonly id: string; readonly revision: number },
      edit: DraftEdit,
    ): Answer<DraftDetail> => {
      const what = {
        edit: edit.kind,
        ...('unit' in edit ? { unit: edit.unit, ban: edit.kind === 'ban' ? edit.ban.id : edit.id } : {}),
      };
      const done = await writer.edit(operator, { id, revision, what }, (files) => editFiles(files, edit));
      return told(operator, done, 'changed a draft');
    },
    setFiles: async (
      operator: Operator,
      { id, revision }: { readonly id: string; readonly revision: number },
      sent: readonly PolicyFileText[],
    ): Answer<DraftDetail> => {
      const what = { edit: 'files' };
      const done = await writer.edit(operator, { id, revision, what }, (files) => {
        // Files of packs are the server's: what was sent of them is put back.
        const own = withHidden(
          shelf.reachOf(operator),
          files.filter((file) => !isGenerated(file)),
          sent.filter((file) => !isGenerated(file)),
        );
        return ok([...own, ...files.filter(isGenerated)]);
      });
      return told(operator, done, 'changed the files of a draft');
    },

    submit: async (operator: Operator, id: string, revision: number): Answer<DraftDetail> => {
      const found = await shelf.find(db, operator, id);
      if (!found.ok) return found;
      const { faults } = policies.read(await draftFiles(db, id));
      const act = { action: 'submit-draft' };
      const done = await writer.step(operator, { id, revision, act }, (_trx, row) => {
        if (!owns(operator, row)) return Promise.resolve(notOwned());
        if (row.state === 'in-review' || row.state === 'approved')
          return Promise.resolve(fail(conflict(`this draft is ${row.state} already`)));
        // Of this very revision: the step is refused for any other.
        if (faults.length > 0)
          return Promise.resolve(fail<Refusal>({ problem: 'policy-faults', faults: [...faults] }));
        return Promise.resolve(ok({ state: 'in-review' as const }));
      });
      if (done.ok) shelf.tell(operator, done.value, `${operator.name} wants a review`, 'review-wanted');
      return detailed(operator, done);
    },

    review: async (
      operator: Operator,
      id: string,
      review: { readonly revision: number; readonly as: 'approve' | 'reject'; readonly reason?: string },
    ): Answer<DraftDetail> => {
      const { revision, as, reason } = review;
      if (as === 'reject' && reason === undefined)
        return fail({
          problem: 'not-as-schema',
          detail: 'a rejection says why: add `reason`',
          pointer: '/reason',
        });
      const act = { action: `${as}-draft`, body: { revision, ...(reason === undefined ? {} : { reason }) } };
      const done = await writer.step(operator, { id, revision, act }, async (trx, row) => {
        if (!owns(operator, row)) return notOwned();
        if (row.state !== 'in-review' && !(row.state === 'approved' && as === 'reject'))
          return fail(conflict(`this draft is ${row.state}, not in review`));
        const me = personKey(operator.name);
        if (personKey(row.author) === me || personKey(row.changed_by) === me)
          return fail(conflict('nobody reviews a draft of his own, nor one that he changed last'));
        const earlier = await reviewRows(trx, [id]);
        await trx
          .withTables<DraftTables>()
          .insertInto('draft_reviews')
          .values({
            draft: id,
            seq: earlier.length + 1,
            revision,
            by: operator.name,
            at: clock.now(),
            verdict: as,
            reason: reason ?? null,
          })
          .execute();
        return ok({ state: as === 'approve' ? ('approved' as const) : ('rejected' as const) });
      });
      return told(operator, done, as === 'approve' ? 'approved a draft' : 'rejected a draft');
    },

    publish: createPublishDraft(ports, shelf),
    apply: createApplyFiles(ports, shelf, writer),

    abandon: async (operator: Operator, id: string, revision: number): Answer<DraftDetail> => {
      const done = await writer.step(operator, { id, revision, act: { action: 'abandon-draft' } }, (_, row) =>
        Promise.resolve(owns(operator, row) ? ok({ state: 'abandoned' as const }) : notOwned()),
      );
      return told(operator, done, 'gave a draft up');
    },

    /** What a version says, as far as it is the operator's or stands above him; the one in force by default. */
    content: async (
      operator: Operator,
      version?: number,
    ): Answer<{ version: number; content: ReturnType<typeof contentFor> }> => {
      const read = await policies.content(version);
      if (!read.ok) return read;
      return ok({
        version: read.value.version,
        content: contentFor(shelf.reachOf(operator), read.value.content),
      });
    },
    /** The files of a version, word for word: those that are the operator's or stand above him. */
    files: async (operator: Operator, version?: number) => {
      const read = await policies.files(version);
      if (!read.ok) return read;
      return ok({ row: read.value.row, files: readable(shelf.reachOf(operator), read.value.files) });
    },
    /** What differs, of what he may read. Files that he sends are held against those, the rest counts as it is. */
    diff: async (operator: Operator, wanted: Parameters<Policies['diff']>[0]): Answer<PolicyDiff> => {
      const reach = shelf.reachOf(operator);
      if (reach.whole) return policies.diff(wanted);
      const base = wanted.files === undefined ? undefined : await policies.files(wanted.from);
      if (base?.ok === false) return base;
      const files = base === undefined ? undefined : withHidden(reach, base.value.files, wanted.files ?? []);
      const done = await policies.diff({ ...wanted, files });
      return done.ok ? ok(diffFor(reach, done.value)) : done;
    },
    /** The bans in force that concern an operator's unit, each as it stands now. */
    bans: async (operator: Pick<Operator, 'unit'>): Promise<BanOverview[]> => {
      const read = await policies.content();
      const content: Compiled | undefined = read.ok ? read.value.content : undefined;
      return content === undefined ? [] : bansToday(content, clock.now(), shelf.reachOf(operator).reads);
    },
    /** How many drafts wait for somebody's eyes, of those that this operator sees. */
    countInReview: async (operator: Operator): Promise<number> =>
      (await draftRows(db, 'in-review')).filter((row) => shelf.sees(operator, row)).length,
  };
}
