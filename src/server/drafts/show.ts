import { missingTexts, type MissingText } from '#policy/missing-texts.ts';
import type { PolicyDiff, PolicyFileText } from '#protocol/console-policies.ts';
import type { DraftDetail, DraftReview, DraftSummary } from '#protocol/draft.ts';
import { canonical, diffPolicies, type Compiled, type Readable } from '#server/policies/index.ts';
import { readable, type Reach } from './reach.ts';
import type { DraftRow } from './tables.ts';

/** States in which something may still become of a draft. */
export const isAlive = ({ state }: Pick<DraftRow, 'state'>): boolean =>
  state !== 'published' && state !== 'abandoned';

export const unitsOf = ({ units }: Pick<DraftRow, 'units'>): string[] => JSON.parse(units) as string[];

/** As somebody of this reach sees it. */
export function summaryOf(
  row: DraftRow,
  reviews: readonly DraftReview[],
  { reach, fourEyes }: { readonly reach: Reach; readonly fourEyes: boolean },
): DraftSummary {
  const approvedBy = approversOf(reviews);
  return {
    draft: row.id,
    title: row.title,
    state: row.state,
    author: row.author,
    createdAt: row.created_at,
    changedAt: row.changed_at,
    changedBy: row.changed_by,
    basedOn: row.based_on,
    revision: row.revision,
    units: unitsOf(row).filter(reach.reads),
    approvedBy,
    needsApproval: fourEyes && isAlive(row) && approvedBy.length === 0,
    ...(row.published === null ? {} : { published: row.published }),
  };
}

/** Who approved this revision. */
export const approversOf = (reviews: readonly DraftReview[]): string[] => [
  ...new Set(reviews.filter(({ as, current }) => current && as === 'approve').map(({ by }) => by)),
];

/** A draft held against the version from which it began. */
export type Compared = {
  readonly read: Readable;
  readonly base: Compiled | undefined;
  readonly basedOn: number;
};

export function diffOf({ read, base, basedOn }: Compared): PolicyDiff | undefined {
  if (read.content === undefined || read.faults.length > 0) return undefined;
  return { from: basedOn, ...diffPolicies(base, read.content) };
}

/** Texts that bans lack which the draft adds or changes; of all bans where the languages themselves changed. */
export function missingIn(compared: Compared): MissingText[] {
  const { content } = compared.read;
  if (content === undefined) return [];
  const { languages } = content.organisation;
  const all = missingTexts(languages, content.policies);
  const diff = diffOf(compared);
  if (diff === undefined || canonical(languages) !== canonical(compared.base?.organisation.languages))
    return all;
  const touched = new Set(diff.bans.map(({ unit, ban }) => `${unit}/${ban}`));
  return all.filter(({ unit, ban }) => touched.has(`${unit}/${ban}`));
}

export function detailOf(
  summary: DraftSummary,
  reviews: readonly DraftReview[],
  files: readonly PolicyFileText[],
  { compared, reach }: { readonly compared: Compared; readonly reach: Reach },
): DraftDetail {
  const seen = readable(reach, files);
  const names = new Set(seen.map(({ name }) => name));
  const { content, faults } = compared.read;
  const diff = diffOf(compared);
  return {
    ...summary,
    files: seen.map(({ name, text }) => ({ name, text })),
    ...(content === undefined ? {} : { content: contentFor(reach, content) }),
    faults: faults.filter(({ file }) => file === '' || names.has(file)).slice(0, 1_000),
    ...(diff === undefined ? {} : { diff: diffFor(reach, diff) }),
    missingTexts: missingIn(compared).filter(({ unit }) => reach.reads(unit)),
    reviews: [...reviews],
  };
}

export const diffFor = (reach: Reach, diff: PolicyDiff): PolicyDiff => ({
  ...diff,
  bans: diff.bans.filter(({ unit }) => reach.reads(unit)),
  adoptionsOf: diff.adoptionsOf.filter(reach.reads),
});

export const contentFor = (reach: Reach, { organisation, server, policies }: Compiled) => ({
  organisation,
  server,
  policies: policies.filter(({ unit }) => reach.reads(unit)),
});
