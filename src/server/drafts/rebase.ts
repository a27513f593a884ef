import type { Adoption, Ban } from '#policy/ban.ts';
import { newPolicyFile, removeBan, setAdoption, setBan } from '#policy/edit-file.ts';
import { fail, ok, type Outcome } from '#policy/outcome.ts';
import { parsePolicyFile } from '#policy/publish.ts';
import type { PolicyFileText } from '#protocol/console-policies.ts';
import { canonical } from '#server/policies/index.ts';
import { freeName } from './edits.ts';
import { byPlace } from './reach.ts';

type Files = readonly PolicyFileText[];
type Policy = {
  readonly bans: ReadonlyMap<string, Ban>;
  readonly adoptions: ReadonlyMap<string, Adoption>;
  /** What else a file can say: it cannot be joined. */
  readonly rest: { readonly apps?: unknown; readonly subscription?: unknown };
};

/**
 * Joins a draft with what was published since it began: file by file, and where both changed a unit's file, ban by ban.
 * The text of what is published stays, the draft's bans are written into it. The fault names what both changed, each
 * in another way: `kommune/tiktok`, `organisation`, `server`.
 */
export function rebase(base: Files, draft: Files, published: Files): Outcome<PolicyFileText[], string[]> {
  const [was, ours, theirs] = [byPlace(base), byPlace(draft), byPlace(published)];
  const joined: PolicyFileText[] = [];
  const conflicts: string[] = [];
  const keep = (file: PolicyFileText | undefined, text = file?.text): void => {
    if (file !== undefined && text !== undefined) joined.push({ name: freeName(joined, file.name), text });
  };
  for (const key of new Set([...theirs.keys(), ...ours.keys()])) {
    const [before, mine, other] = [was.get(key), ours.get(key), theirs.get(key)];
    if (mine?.text === before?.text || mine?.text === other?.text) keep(other);
    else if (other?.text === before?.text) keep(mine);
    else {
      const { kind, unit } = (mine ?? other)?.place ?? {};
      if (kind !== 'policy' || unit === undefined) {
        conflicts.push(kind ?? key);
        continue;
      }
      const both = joinPolicies(unit, before?.text, mine?.text, other?.text);
      if (both.ok) keep(other ?? mine, both.value);
      else conflicts.push(...both.fault);
    }
  }
  return conflicts.length > 0 ? fail(conflicts) : ok(joined);
}

function joinPolicies(
  unit: string,
  base: string | undefined,
  draft: string | undefined,
  published: string | undefined,
): Outcome<string, string[]> {
  const [was, mine, theirs] = [policyOf(base), policyOf(draft), policyOf(published)];
  const conflicts: string[] = [];
  let text = published ?? newPolicyFile(unit);
  const write = (done: ReturnType<typeof setBan>): void => {
    if (done.ok) text = done.value;
    else conflicts.push(unit);
  };
  for (const part of ['apps', 'subscription'] as const) {
    const [old, ours] = [was.rest[part], mine.rest[part]];
    if (!same(ours, old) && !same(ours, theirs.rest[part])) conflicts.push(`${unit}/${part}`);
  }
  for (const id of changedBy(was.bans, mine.bans)) {
    if (same(mine.bans.get(id), theirs.bans.get(id))) continue;
    if (!same(was.bans.get(id), theirs.bans.get(id))) conflicts.push(`${unit}/${id}`);
    else {
      const ban = mine.bans.get(id);
      write(ban === undefined ? removeBan(text, id) : setBan(text, ban));
    }
  }
  for (const id of changedBy(was.adoptions, mine.adoptions)) {
    if (same(mine.adoptions.get(id), theirs.adoptions.get(id))) continue;
    if (!same(was.adoptions.get(id), theirs.adoptions.get(id))) conflicts.push(`${unit}/${id}`);
    else write(setAdoption(text, id, mine.adoptions.get(id)));
  }
  return conflicts.length > 0 ? fail([...new Set(conflicts)]) : ok(text);
}

function policyOf(text: string | undefined): Policy {
  const read = text === undefined ? undefined : parsePolicyFile(text, '');
  const { bans = [], adoptions = [], apps, subscription } = read?.ok === true ? read.value.value : {};
  return {
    bans: new Map(bans.map((ban) => [ban.id, ban])),
    adoptions: new Map(adoptions.map((adoption) => [adoption.ban, adoption])),
    rest: { apps, subscription },
  };
}

const changedBy = <T>(before: ReadonlyMap<string, T>, after: ReadonlyMap<string, T>): string[] =>
  [...new Set([...before.keys(), ...after.keys()])].filter((id) => !same(before.get(id), after.get(id)));

const same = (one: unknown, other: unknown): boolean => canonical(one) === canonical(other);
