import type { App } from '#catalogue/app.ts';
import type { Catalogue } from '#catalogue/compile.ts';
import type { Answer, AskedFile, Judge } from '#platform/exec-guard/gate-port.ts';
import type { LikelyDenied } from '#platform/exec-guard/look-ahead.ts';
import type { SparedFiles } from '#platform/exec-guard/spared-files.ts';
import type {
  FileStamp,
  ProgramFile,
  ProgramIdentifier,
  ProgramIdentity,
  ThoroughIdentity,
} from '#platform/program-identity/port.ts';
import type { Evidence } from '#policy/evidence.ts';
import type { RunningSubject } from '#policy/facts.ts';
import { isProtected } from '#policy/protected.ts';
import type { GuardBasis } from './basis.ts';
import { mayTellMore } from './closer-look.ts';
import { likelyDenied } from './likely-denied.ts';
import { LateLooks } from './late-looks.ts';
import { uninteresting } from './uninteresting.ts';
import { worldOf, type World } from './world.ts';

export type GuardJudgeParts = {
  readonly identifier: ProgramIdentifier;
  /** The built-in catalogue with these entries. */
  readonly catalogueWith: (apps: readonly App[]) => Catalogue;
  /** The start as the agent's own decisions see it. */
  readonly subjectOf: (
    asked: AskedFile,
    identity: ProgramIdentity,
    parts: Pick<World, 'match'> & { readonly account: string; readonly now: number },
  ) => RunningSubject;
  /** What of the evidence holds for everybody who starts this very file, by whatever name. */
  readonly holdingForAll: (identity: ProgramIdentity, isOwned: boolean) => readonly Evidence[];
  /** Name of an account that the basis does not have. */
  readonly nameOf: (uid: number) => string;
  /** Whether the path means this very file to us. */
  readonly liesAt: (path: string, stamp: FileStamp) => boolean;
  /** A clock that never jumps, in ms. */
  readonly elapsedMs: () => number;
  /** The clock by which files are dated, epoch ms. */
  readonly clock: () => number;
  /** One line for people who look for a fault. */
  readonly complain: (line: string) => void;
};

/** Decides about starts as the agent would about the program once it runs. */
export interface GuardJudge {
  /**
   * What holds from now on; resolves when the packages and launchers of this moment are known too. Rejects where the basis cannot
   * be laid out: then what was before holds on.
   */
  take(basis: GuardBasis): Promise<void>;
  /**
   * Never throws and never rejects. What it does not know is allowed, and not remembered. A look that takes long is waited for, longer
   * than any start does.
   */
  readonly judge: Judge;
  /** Where programs lie that are denied to somebody, as far as it is known what is installed. */
  likelyDenied(): readonly LikelyDenied[];
  /** Files that need not be judged: all would be allowed for everybody by what was taken last. */
  spared(): SparedFiles | undefined;
  /** What was known of a file that was denied; the last thousand. */
  identityOf(stamp: FileStamp | undefined, path?: string): ProgramIdentity | undefined;
}

const onlyNow: Answer = { verdict: 'allow', scope: 'account', keep: false };
const allowAll: Answer = { verdict: 'allow', scope: 'everybody' };
const mostDenied = 1_000;
const sameFaultMs = 60_000;

export function createGuardJudge(parts: GuardJudgeParts): GuardJudge {
  const { elapsedMs, identifier, liesAt } = parts;
  const denied = new Map<string, ProgramIdentity>();
  const late = new LateLooks();
  const complained = new Map<string, number>();
  let world: World | undefined;
  let lookedFor = '';
  let entries: readonly App[] = [];
  let catalogue: Catalogue | undefined;
  let spared: SparedFiles | undefined;

  const fault = (what: unknown): Answer => {
    const kind = what instanceof Error ? `${what.name} ${'code' in what ? String(what.code) : ''}` : 'fault';
    const now = elapsedMs();
    if (now - (complained.get(kind) ?? -Infinity) < sameFaultMs) return onlyNow;
    complained.set(kind, now);
    parts.complain(`a start could not be judged and was allowed: ${String(what)}`);
    return onlyNow;
  };
  const see = (asked: AskedFile, identity: ProgramIdentity, by: World): RunningSubject =>
    parts.subjectOf(asked, identity, {
      match: by.match,
      account: by.nameOf(asked.uid) ?? parts.nameOf(asked.uid),
      now: by.now(),
    });

  /** Starts that no ban can stop wherever it is in force, told without a look at anything else. */
  const isSpared = ({ kept, path, stamp }: AskedFile, { ownPaths, os }: GuardBasis): boolean =>
    kept && path !== '' && stamp !== undefined && isProtected(path, os, ownPaths) && liesAt(path, stamp);

  const deny = (
    { path, stamp }: AskedFile,
    identity: ProgramIdentity,
    subject: RunningSubject,
    by: World,
  ): Answer => {
    remember(tokenOf(stamp, path), identity);
    const evidence = parts.holdingForAll(identity, identity.owned === true);
    const forAll = { ...subject, evidence, matches: by.match(evidence) };
    const all = by.everybody.every((account) => by.blocks({ ...forAll, account }));
    return { verdict: 'deny', scope: all ? 'everybody' : 'account' };
  };
  const remember = (token: string, identity: ProgramIdentity): void => {
    denied.delete(token);
    if (denied.size >= mostDenied) {
      const [oldest] = denied.keys();
      if (oldest !== undefined) denied.delete(oldest);
    }
    denied.set(token, identity);
  };
  const allow = (asked: AskedFile, identity: ProgramIdentity, subject: RunningSubject): Answer => {
    // The same file may have a name that tells more: nothing is said of it by this one.
    if (identity.foreign === true || identity.stamp === undefined || world === undefined) return onlyNow;
    return { verdict: 'allow', scope: isForAll(asked, identity, subject, world) ? 'everybody' : 'account' };
  };

  const judge: Judge = (asked) => {
    try {
      if (world === undefined) return onlyNow;
      if (isSpared(asked, world.basis)) return allowAll;
      const home = world.homeOf(asked.uid);
      const { fd, path, pid } = asked;
      const file: ProgramFile = { fd, path, pid, ...(home === undefined ? {} : { home }) };
      const identity = identifier.quick(file);
      const subject = see(asked, identity, world);
      if (world.blocks(subject)) return deny(asked, identity, subject, world);
      if (!mayTellMore(asked, identity, subject, world)) return allow(asked, identity, subject);
      return identifier.thorough(file, 'owned-too').then((closer) => concluded(asked, closer), fault);
    } catch (what) {
      return fault(what);
    }
  };
  const concluded = (asked: AskedFile, found: ThoroughIdentity): Answer | Promise<Answer> => {
    try {
      if (world === undefined) return onlyNow;
      const subject = see(asked, found, world);
      if (world.blocks(subject)) return deny(asked, found, subject, world);
      if (found.complete !== false) return allow(asked, found, subject);
      const later = found.later === undefined ? undefined : late.admit(asked.uid, found.later);
      return later === undefined ? onlyNow : later.then((ended) => concluded(asked, ended)).catch(fault);
    } catch (what) {
      return fault(what);
    }
  };

  return {
    take: async (basis) => {
      if (catalogue === undefined || JSON.stringify(entries) !== JSON.stringify(basis.apps)) {
        catalogue = parts.catalogueWith(basis.apps);
        entries = basis.apps;
      }
      const next = worldOf(basis, catalogue, elapsedMs);
      const { atLeastBytes, dataFolders, markers } = next.wanted;
      const sought = JSON.stringify([[...atLeastBytes], dataFolders]);
      // Whoever looks for something else forgets what was found.
      if (sought !== lookedFor) {
        identifier.setMarkers({ markers, atLeastBytes });
        identifier.setDataFolders(dataFolders);
        lookedFor = sought;
      }
      world = next;
      spared = undefined;
      const knownSince = parts.clock();
      await identifier.lookAnew?.();
      spared = uninteresting(next, {
        catalogue,
        knownSince,
        programsMeaning: (means) => identifier.programsMeaning?.(means),
      });
    },
    judge,
    likelyDenied: () =>
      world === undefined || catalogue === undefined
        ? []
        : likelyDenied(world.basis, catalogue.apps, (evidence) => identifier.programsOf?.(evidence) ?? []),
    spared: () => spared,
    identityOf: (stamp, path = '') => denied.get(tokenOf(stamp, path)),
  };
}

/** Whether every account of this PC may start the file, those that nothing is known of included. */
function isForAll(
  { kept }: AskedFile,
  identity: ProgramIdentity,
  subject: RunningSubject,
  by: World,
): boolean {
  // Launchers of an account's own name only files that are not root's; the form of a path is another in another home.
  if (!kept || identity.evidence.some(({ value }) => value.startsWith('~/'))) return false;
  if (!by.concerns(subject)) return true;
  if (identity.accountMade !== undefined) return false;
  return by.everybody.every((account) => !by.blocks({ ...subject, account }));
}

/** What has no stamp, as on a person's FUSE mount, is told by where it lies. */
const tokenOf = (stamp: FileStamp | undefined, path: string): string => {
  if (stamp === undefined) return path;
  const { dev, ino, size, ctimeNs, mtimeNs } = stamp;
  return `${dev}:${ino}:${size}:${ctimeNs}:${mtimeNs}`;
};
