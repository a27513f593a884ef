import type { ArmedProgram } from '#platform/processes/port.ts';
import type { FileStamp, ProgramIdentity } from '#platform/program-identity/port.ts';
import type { Decision } from '#policy/decision.ts';
import type { Evidence, EvidenceKind } from '#policy/evidence.ts';
import type { AppMatch, RunningSubject } from '#policy/facts.ts';

export type KnownAccount = { readonly name: string; readonly uid: number };
/** What a started program would be told now, for one account. */
export type Verdict = (subject: RunningSubject) => Decision | undefined;
/** Which apps a program of this evidence is. */
export type Match = (evidence: readonly Evidence[]) => readonly AppMatch[];

/**
 * Program files whose stop was once decided, done and written down. From then on the listener may stop the same file by
 * itself, for the accounts to which that applies at this moment; `table` is made anew whenever a verdict may have changed.
 *
 * The listener knows a program by its inode alone. So only what the content of the file or the package that owns it says
 * holds for everybody; what a place, a launcher or a control group says holds for the accounts for which it was seen. A file that a
 * package owns is armed only where that very package is banned. Where the content alone says that a program is banned, copies
 * of it are armed too: many harmless programs are the same file (an interpreter, a browser's engine) and differ by name and place.
 * Copies are armed only for the accounts that were met with the program: a print tells little of a file, so that anybody can make a banned
 * one with the print of somebody else's harmless program.
 */
export interface ArmedPrograms {
  /** False where nothing is new in it. */
  add(identity: ProgramIdentity, subject: RunningSubject, uid: number): boolean;
  table(verdict: Verdict, accounts: readonly KnownAccount[]): readonly ArmedProgram[];
  /** What the listener stopped, by its token. */
  find(token: string): RunningSubject | undefined;
}

type Candidate = {
  readonly stamp: FileStamp;
  readonly subject: RunningSubject;
  /** The same program by what holds for everybody. */
  readonly forAll: RunningSubject;
  readonly isOwned: boolean;
  /** The first is who was met with it first. */
  readonly uids: Set<number>;
  /** The same program by its content alone, and how that is known again. */
  readonly content: { readonly print: string; readonly subject: RunningSubject } | undefined;
};

const mostArmed = 512;
/** Anybody can make as many banned files as he likes: they push out his own, and the table is made anew with each. */
const mostPerAccount = 64;
/** No account has this name: stands for any account that nothing is known of. */
const anybody = '\0';

const owners: ReadonlySet<EvidenceKind> = new Set<EvidenceKind>([
  ...(['deb-package', 'rpm-package', 'pacman-package', 'flatpak-id', 'snap-name'] as const),
  ...(['msi-upgrade-code', 'package-family-name', 'appx-name', 'pkg-receipt'] as const),
]);
const contents: ReadonlySet<EvidenceKind> = new Set<EvidenceKind>([
  ...(['binary-marker', 'sha256', 'authenticode-subject', 'bundle-id', 'team-id'] as const),
  ...(['pe-company-name', 'pe-product-name', 'pe-original-filename'] as const),
]);

export function createArmedPrograms(match: Match): ArmedPrograms {
  const candidates = new Map<string, Candidate>();
  /** The listener may have a table for a moment longer than they are in it. */
  const pushedOut = new Map<string, RunningSubject>();
  return {
    add: (identity, subject, uid) => {
      const { stamp } = identity;
      if (stamp === undefined) return false;
      const token = tokenOf(stamp);
      const known = candidates.get(token);
      const uids = known?.uids ?? new Set<number>();
      const content = contentOf(identity, subject, match) ?? known?.content;
      const isNews = !uids.has(uid) || (known !== undefined && known.content?.print !== content?.print);
      uids.add(uid);
      const over = known === undefined ? oneTooMany(candidates, uid) : undefined;
      if (over !== undefined) {
        const [oldest = ''] = pushedOut.size < mostArmed ? [] : pushedOut.keys();
        pushedOut.delete(oldest);
        pushedOut.set(over[0], over[1].subject);
        candidates.delete(over[0]);
      }
      const isOwned = known?.isOwned === true || identity.owned === true;
      const evidence = holdingForAll(identity, isOwned);
      const forAll = { ...subject, evidence, matches: match(evidence) };
      candidates.set(token, { stamp, subject, forAll, isOwned, uids, content });
      return isNews;
    },
    table: (verdict, accounts) =>
      [...candidates].flatMap(([token, candidate]) => {
        const uids = uidsFor(candidate, verdict, accounts);
        const copies = copiesOf(candidate, verdict, accounts);
        return uids !== 'all' && uids.length === 0
          ? []
          : [{ stamp: candidate.stamp, uids, token, ...(copies === undefined ? {} : { copies }) }];
      }),
    find: (token) => candidates.get(token)?.subject ?? pushedOut.get(token),
  };
}

/** Which one makes room for another of this account. */
function oneTooMany(
  candidates: ReadonlyMap<string, Candidate>,
  uid: number,
): readonly [string, Candidate] | undefined {
  const own = [...candidates].filter(([, { uids }]) => uids.values().next().value === uid);
  if (own.length >= mostPerAccount) return own[0];
  return candidates.size >= mostArmed ? candidates.entries().next().value : undefined;
}

function contentOf(identity: ProgramIdentity, subject: RunningSubject, match: Match): Candidate['content'] {
  const { print } = identity;
  if (print === undefined || identity.owned === true) return undefined;
  const evidence = holdingForAll(identity, false).filter(({ kind }) => contents.has(kind));
  return { print, subject: { ...subject, evidence, matches: match(evidence) } };
}

function copiesOf(
  { content, uids }: Candidate,
  verdict: Verdict,
  accounts: readonly KnownAccount[],
): ArmedProgram['copies'] {
  if (content === undefined) return undefined;
  const { print, subject } = content;
  const isStopped = (account: string): boolean =>
    verdict({ ...subject, account, alreadyRunning: false })?.effect === 'block';
  const nameOf = (uid: number): string => accounts.find((account) => account.uid === uid)?.name ?? anybody;
  const stopped = [...uids].filter((uid) => isStopped(nameOf(uid)));
  return stopped.length === 0 ? undefined : { print, uids: stopped };
}

export function holdingForAll(identity: ProgramIdentity, isOwned: boolean): readonly Evidence[] {
  const accountMade = identity.accountMade ?? [];
  return identity.evidence.filter(
    ({ kind, value }) =>
      (owners.has(kind) || (!isOwned && contents.has(kind))) &&
      !accountMade.some((one) => one.kind === kind && one.value === value),
  );
}

function uidsFor(
  { forAll, isOwned, subject, uids }: Candidate,
  verdict: Verdict,
  accounts: readonly KnownAccount[],
): ArmedProgram['uids'] {
  const isStopped = (one: RunningSubject, account: string): boolean =>
    verdict({ ...one, account, alreadyRunning: false })?.effect === 'block';
  const isStoppedForAll = (account: string): boolean =>
    isStopped(forAll, account) && isStopped(subject, account);
  const stopped = accounts
    .filter(
      ({ name, uid }) => isStoppedForAll(name) || (!isOwned && uids.has(uid) && isStopped(subject, name)),
    )
    .map(({ uid }) => uid);
  return stopped.length === accounts.length && isStoppedForAll(anybody) ? 'all' : stopped;
}

const tokenOf = ({ dev, ino, size, ctimeNs, mtimeNs }: FileStamp): string =>
  [dev, ino, size, ctimeNs, mtimeNs].join(':');
